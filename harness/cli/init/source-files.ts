// The TypeScript of a new project: its dialect, a scenario and a contract.

import type { FramingChoice } from './framing-choice.ts';

export interface ProjectWish {
  readonly name: string;
  readonly framing: FramingChoice;
  readonly port: number;
  /** Of the harness. */
  readonly version: string;
}

/** How many bytes a request has before its text. */
const WORD_BYTES = 'ECHO '.length;

export function dialectText({ name, framing, port }: ProjectWish): string {
  return `// How clients of ${name} speak. Both directions have one framing here; they may have two.

import { defineDialect, ${framing.maker} } from 'tcp-harness';

/** Where a message ends: ${framing.sentence}. */
export const framing = ${framing.expression};

export const dialect = defineDialect({
  name: '${name}',
  port: ${port},
  framings: { sends: framing, receives: framing },
});

/** The one request of the sample server: it is answered by its text. */
export function echoRequest(text: string): string {
  return \`ECHO \${text}\`;
}

/** What anything else is answered. */
export const REFUSAL = 'ERROR';
`;
}

export function loadText({ framing }: ProjectWish): string {
  return `// What one client does to make load: \`harness bench\` runs many of them, says when each turn is due, and measures.

import { defineScenario } from 'tcp-harness';
import { dialect, echoRequest } from './dialect.ts';

export default defineScenario({
  summary: 'each client sends a text, waits until it is back, and looks whether it is the same',
  dialect,
  params: { textBytes: { summary: 'how long a text is', default: 40, min: 20, max: ${framing.payloadBytesMax - WORD_BYTES} } },
  // Turns are due at this rate, whether the server keeps up or not; without one each turn follows the last.
  defaults: { clients: 50, durationMs: 5_000, ratePerSecond: 1_000 },
  // A run that breaks one of these fails. Yours may say 'echo.response.p99 < 20ms', too.
  thresholds: ['errors < 0.01%'],
  async client(me) {
    const textBytes = me.number('textBytes');
    await me.connect();
    for (let turn = 0; await me.turn(); turn++) {
      const text = \`\${me.index} \${turn} \`.padEnd(textBytes, 'x');
      await me.exchange('echo', echoRequest(text), (answer) => answer.text() === text);
    }
    await me.leave();
  },
});
`;
}

export function contractText({ name }: ProjectWish): string {
  return `// What servers of ${name} are held to: \`harness verify\` plays each case and judges what came.

import { Actor, type Case, defineCase, defineContract, type History, Judging, type Scene } from 'tcp-harness';
import { dialect, echoRequest, framing, REFUSAL } from './dialect.ts';

/** What is judged: all that came behind this mark, up to the fence. */
const BEHIND = { since: 'begin' };

/** A client with the verbs of the protocol. */
class Customer extends Actor {
  readonly #own = this.scene.token();

  /** Connects; or there is nothing to judge. */
  async comes(): Promise<this> {
    this.scene.require(await this.connect(), \`\${this.label} could not connect\`);
    return this;
  }

  /** One request, and its answer; undefined when none came. */
  async asks(request: string): Promise<string | undefined> {
    this.send(request);
    return (await this.next())?.toString();
  }

  /** An ordinary request behind all others: once it is answered, nothing else can come. */
  async fences(): Promise<void> {
    this.send(echoRequest(this.#own));
    await this.isFencedBy(this.#own);
  }
}

const cases: readonly Case<Customer>[] = [
  defineCase({
    id: '${name}/1/a-text-comes-back-whole',
    level: 'must',
    clause: '1',
    rule: 'A text is answered as it is, with all its words, to whoever sent it and to nobody else.',
    kills: [],
    clients: 2,
    async drive(scene: Scene<Customer>) {
      const alice = await scene.actor('alice').comes();
      const bob = await scene.actor('bob').comes();
      scene.mark('begin');
      await alice.asks(echoRequest('red'));
      await bob.asks(echoRequest('light blue'));
      await alice.fences();
      await bob.fences();
    },
    judge: ({ history }) => judging(history).heard('alice', ['red'], BEHIND).heard('bob', ['light blue'], BEHIND).judgement,
  }),
  defineCase({
    id: '${name}/2/anything-else-is-an-error',
    level: 'must',
    clause: '2',
    rule: 'What is no request is answered ERROR, and the conversation goes on.',
    kills: [],
    async drive(scene: Scene<Customer>) {
      const alice = await scene.actor('alice').comes();
      scene.mark('begin');
      for (const request of ['', 'ECHO', 'echo red', 'nonsense']) await alice.asks(request);
      await alice.fences();
    },
    judge: ({ history }) => judging(history).heard('alice', Array(4).fill(REFUSAL), BEHIND).judgement,
  }),
];

export default defineContract<Customer>({
  dialect,
  summary: 'texts that come back',
  actor: Customer,
  // Whether the server serves at all.
  async converse(customer) {
    const text = customer.scene.token();
    return (await customer.connect()) && (await customer.asks(echoRequest(text))) === text;
  },
  // Of this conversation the harness makes cases of its own: cut and glued in all ways it has to get the same answers,
  // and whoever has it is served while others misbehave.
  exchanges: (scene) => ({
    greetings: 0,
    exchanges: [
      { sends: echoRequest(scene.token()), answers: 1 },
      { sends: 'nonsense', answers: 1 },
    ],
  }),
  cases,
});

function judging(history: History): Judging {
  return new Judging(history, framing);
}
`;
}
