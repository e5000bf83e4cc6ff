// `harness connect` at `harness serve`: our client programs and our server, which share no code, understand each other.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { endAll, main, type Serving, serve, Watched } from './serving.test-support.ts';

const people: Somebody[] = [];

afterEach(async () => {
  for (const { child } of people.splice(0)) child.kill('SIGKILL');
  await endAll();
});

/** Somebody who types at `harness connect`, and reads. */
class Somebody extends Watched {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;
  said = '';
  #readTo = 0;

  constructor(protocol: string, { port }: Serving, words: readonly string[]) {
    super();
    this.child = spawn(process.execPath, [main, 'connect', protocol, '--target', `127.0.0.1:${port}`, ...words]);
    people.push(this);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
        this.look();
      });
    }
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  type(line: string): this {
    this.child.stdin.write(`${line}\n`);
    return this;
  }

  /** Waits until that has come behind what was read before. */
  async reads(text: string): Promise<void> {
    await this.until(() => this.said.indexOf(text, this.#readTo) !== -1);
    this.#readTo = this.said.indexOf(text, this.#readTo) + text.length;
  }

  /** Nothing more is typed. */
  leaves(): Promise<number | null> {
    this.child.stdin.end();
    return this.ended;
  }
}

function connect(protocol: string, serving: Serving, ...words: string[]): Somebody {
  return new Somebody(protocol, serving, words);
}

// Where the two directions meet in what is handed from one to another; of the others the server's own tests ask in every model.
describe('harness connect at harness serve', () => {
  it.each(['event', 'process', 'thread'])('chats, with frames of either size, in the model %s', async (model) => {
    const serving = await serve('chat', '--model', model);
    const alice = connect('chat', serving).type('alice');
    await alice.reads('你的昵称是：alice');
    const bob = connect('chat', serving, '--client-frame', '1500', '--whole-lines').type('bob');
    await bob.reads('聊天室中的成员：alice、bob');
    alice.type('bob:你好 bob:again');
    await bob.reads('alice$你好\n');
    await bob.reads('alice$again\n');
    bob.type('@all:to all of you');
    await alice.reads('bob：@所有人：to all of you\n');
    expect(await bob.leaves()).toBe(0);
    await alice.reads('bob 用户已下线了！\n');
    alice.type('exit');
    expect(await alice.ended).toBe(0);
  });

  it('echoes texts and blocks', async () => {
    const texts = connect('echo-text', await serve('echo-text'))
      .type('one')
      .type('two words');
    await texts.reads('recv server : one');
    await texts.reads('recv server : two words');
    expect(await texts.leaves()).toBe(0);
    const blocks = connect('echo-block', await serve('echo-block'))
      .type('one')
      .type('x'.repeat(3000));
    await blocks.reads('one\n');
    await blocks.reads('x'.repeat(3000));
    expect(await blocks.leaves()).toBe(0);
  });

  it('keeps alive until it says stop', async () => {
    const somebody = connect('keepalive', await serve('keepalive'))
      .type('still there?')
      .type('stop');
    await somebody.reads('keep alive');
    await somebody.reads('keep alive');
    await somebody.reads('stop');
    expect(await somebody.ended).toBe(0);
  });

  it('talks in turn with the operator', async () => {
    const serving = await serve('talk');
    const somebody = connect('talk', serving).type('good day');
    await serving.until(() => serving.stdout.endsWith('client say:good day\nyou want to say:'));
    serving.child.stdin.write('good evening\n');
    await somebody.reads('server say:good evening');
    expect(await somebody.leaves()).toBe(0);
    await serving.until(() => serving.stdout.endsWith(' client shutdown !\n'));
  });

  it('speaks both ways at once in p2p, until one side closes', async () => {
    const serving = await serve('p2p');
    const somebody = connect('p2p', serving).type('from here').type('长'.repeat(1000));
    serving.child.stdin.write(`from there\n${'y'.repeat(5000)}\n`);
    await somebody.reads(`from there\n${'y'.repeat(5000)}\n`);
    await serving.until(() => serving.stdout.includes(`from here\n${'长'.repeat(1000)}\n`));
    serving.child.kill('SIGINT');
    await somebody.reads('peer close');
    expect([await somebody.ended, await serving.ended]).toEqual([0, { code: 0, signal: null }]);
  });
});
