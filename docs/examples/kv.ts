// What a key-value store over lines is held to: `SET key value` and `GET key`.

import { Actor, type Case, defineCase, defineContract, delimited, type History, Judging, type Scene } from 'tcp-harness';

const lines = delimited('\n', 1000);
/** What is judged: all that came behind this mark, up to the fence. */
const BEHIND = { since: 'begin' };

class Customer extends Actor {
  readonly #own = this.scene.token();

  /** Connects, and stores something of its own, for the fence; or there is nothing to judge. */
  async comes(): Promise<this> {
    this.scene.require(await this.connect(), `${this.label} could not connect`);
    this.scene.require((await this.asks(`SET ${this.#own} ${this.#own}`)) === 'OK', `${this.label} could not store anything`);
    return this;
  }

  /** One line, and the line that answers it; undefined when none came. */
  async asks(line: string): Promise<string | undefined> {
    this.send(line);
    return (await this.next())?.toString();
  }

  /** An ordinary exchange behind all others: once it is answered, nothing else can come. */
  async fences(): Promise<void> {
    this.send(`GET ${this.#own}`);
    await this.isFencedBy(`VALUE ${this.#own}`);
  }
}

const cases: readonly Case<Customer>[] = [
  defineCase({
    id: 'kv/1/get-returns-what-was-set',
    level: 'must',
    clause: 'KV-1',
    rule: 'GET returns the value that was last SET, to whoever asks.',
    kills: [],
    clients: 2,
    async drive(scene: Scene<Customer>) {
      const key = scene.token();
      const alice = await scene.actor('alice').comes();
      const bob = await scene.actor('bob').comes();
      scene.mark('begin');
      await alice.asks(`SET ${key} red`);
      await alice.asks(`SET ${key} light blue`);
      await bob.asks(`GET ${key}`);
      await alice.fences();
      await bob.fences();
    },
    judge: ({ history }) =>
      judging(history).heard('alice', ['OK', 'OK'], BEHIND).heard('bob', ['VALUE light blue'], BEHIND).judgement,
  }),
  defineCase({
    id: 'kv/2/unknown-keys-have-no-value',
    level: 'must',
    clause: 'KV-2',
    rule: 'GET of a key that nobody has SET is answered NONE.',
    kills: [],
    async drive(scene: Scene<Customer>) {
      const alice = await scene.actor('alice').comes();
      scene.mark('begin');
      await alice.asks(`GET ${scene.token()}`);
      await alice.fences();
    },
    judge: ({ history }) => judging(history).heard('alice', ['NONE'], BEHIND).judgement,
  }),
  defineCase({
    id: 'kv/3/anything-else-is-an-error',
    level: 'should',
    clause: 'KV-3',
    rule: 'A line that is neither SET key value nor GET key is answered ERROR, and the conversation goes on.',
    kills: [],
    async drive(scene: Scene<Customer>) {
      const alice = await scene.actor('alice').comes();
      scene.mark('begin');
      for (const line of ['', 'SET', 'GET', 'set a b', 'SET a', 'GET a b']) await alice.asks(line);
      await alice.fences();
    },
    judge: ({ history }) => judging(history).heard('alice', Array(6).fill('ERROR'), BEHIND).judgement,
  }),
];

export default defineContract<Customer>({
  dialect: { name: 'kv', port: 7001, framings: { sends: lines, receives: lines } },
  summary: 'a key-value store, in lines',
  actor: Customer,
  // Whether the server serves at all.
  async converse(customer) {
    const key = customer.scene.token();
    return (await customer.connect()) && (await customer.asks(`GET ${key}`)) === 'NONE';
  },
  // The same conversation, cut and glued in all ways, has to get the same answers.
  exchanges(scene) {
    const key = scene.token();
    return {
      greetings: 0,
      exchanges: [
        { sends: `GET ${key}`, answers: 1 },
        { sends: `SET ${key} red`, answers: 1 },
        { sends: `GET ${key}`, answers: 1 },
        { sends: 'nonsense', answers: 1 },
      ],
    };
  },
  cases,
});

function judging(history: History): Judging {
  return new Judging(history, lines);
}
