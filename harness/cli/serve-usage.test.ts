// `harness serve`, asked for what makes no sense, and told to be wrong.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { settled } from '../fleet/settled.test-support.ts';
import { inProcess } from './in-process.test-support.ts';
import { endAll, refused, serve, WAYS } from './serving.test-support.ts';

afterEach(endAll);

describe('harness serve, asked for what makes no sense', () => {
  it.each([
    [['nochat'], /^harness: harness serve takes chat, echo-text, .* or p2p, not 'nochat'\.\n$/],
    [[], /^harness: Say which protocol to serve: chat, .*\.\n$/],
    [['chat', '--model', 'single'], /makes no sense for chat: a room that serves one connection/],
    [['p2p', '--model', 'thread'], /makes no sense for p2p: its one client/],
    [['chat', '--operator', 'echo'], /--operator goes with talk and p2p/],
    [['talk', '--client-frame', '100'], /--client-frame goes with chat/],
    [['talk', '--operator', 'parrot'], /--operator takes stdio, echo or script:FILE, not 'parrot'/],
    [['talk', '--operator', 'script:/nowhere'], /The script '\/nowhere' can't be read/],
    [['talk', '--operator', 'script:/dev/null'], /has no line/],
    [['chat', '--workers', '2'], /--workers goes with echo-text, echo-block and keepalive/],
    [['echo-text', '--workers', '2', '--model', 'thread'], /--workers goes with --model event/],
    [['echo-text', '--workers', '2', '--once'], /leave --workers out/],
    [['echo-text', '--workers', '3', '--capacity', '2'], /--capacity does not go with --workers/],
    [['chat', '--fault', ''], /--fault takes names with commas between them/],
    [['echo-text', '--model', 'thread', '--transport', 'node'], /--transport goes with the models event and single/],
    [['echo-text', '--model', 'single', '--capacity', '2'], /serves one connection at a time/],
    [['p2p', '--capacity', '2'], /p2p is for two people/],
    [['echo-text', '--capacity', '0'], /--capacity takes a whole number from 1/],
    [['echo-text', '--port', '70000'], /--port takes a whole number from 0 to 65535/],
    [['echo-text', '--fault', 'no-such-fault'], /There is no fault 'no-such-fault'.*harness serve --faults lists them/],
  ])('%j: says so in a sentence, and leaves with 3', async (words, sentence) => {
    const { code, stdout, stderr } = await inProcess('serve', ...words);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n').length).toBe(1);
    expect([code, stdout]).toEqual([3, '']);
  });

  it('says that a port is taken, an address is not ours, or a name is unknown, and leaves with 4', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;
    // What is single listens as event does.
    const ways = [...WAYS.filter((way) => !way.includes('single')), ['--workers', '2']];
    const refusals = await Promise.all(ways.map((way) => refused('echo-text', '--port', String(port), ...way)));
    const sentence = `harness: Can't listen on 127.0.0.1:${port}: somebody else listens there; choose another --port, or 0 for any that is free.\n`;
    expect(refusals).toEqual(ways.map(() => ({ code: 4, stdout: '', stderr: sentence })));
    taken.close();
    const foreign = await refused('echo-text', '--host', '192.0.2.1', '--port', '0');
    expect([foreign.code, foreign.stderr]).toEqual([
      4,
      "harness: Can't listen on 192.0.2.1:0: the address is not one of this machine; choose another --host.\n",
    ]);
    const unknown = await inProcess('serve', 'echo-text', '--host', 'no-such-host.invalid');
    expect([unknown.code, unknown.stderr]).toEqual([
      4,
      expect.stringContaining("The host 'no-such-host.invalid' can't be found"),
    ]);
  });
});

describe('harness serve --fault', () => {
  it('lists what can be wrong, with the clauses that each breaks', async () => {
    const { code, stdout } = await inProcess('serve', '--faults');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}misroute +Once in so many direct messages .* CHAT-1\.4\.1 \(once in 50\)$/m);
    const listed = JSON.parse((await inProcess('serve', '--faults', '--json')).stdout) as {
      name: string;
      clauses: string[];
      sentence: string;
    }[];
    expect(listed.length).toBeGreaterThanOrEqual(60);
    for (const { sentence } of listed) expect(sentence.endsWith('.')).toBe(true);
    const ofSpeed = listed.filter(({ clauses }) => clauses.length === 0).map(({ name }) => name);
    expect(ofSpeed).toEqual(['throttled', 'slow', 'laborious']);
    expect(stdout).toMatch(/^ {2}slow +The server takes .* Breaks no clause \(chat, .*; 10 %; model event, single\)$/m);
    const ofTalk = (await inProcess('serve', 'talk', '--faults')).stdout;
    expect([ofTalk.includes('answers-crossed'), ofTalk.includes('misroute')]).toEqual([true, false]);
  });

  it.each(['event', 'process', 'thread'])('is wrong as told, in the model %s', async (model) => {
    const serving = await serve('chat', '--model', model, '--fault', 'duplicate-delivery=2,no-departure-notice');
    const alice = await serving.connect().join('alice');
    const bob = await serving.connect().join('bob');
    for (let count = 1; count <= 4; count++) alice.frame(`bob:${count}`);
    expect(await bob.texts(6)).toEqual(['alice$1', 'alice$2', 'alice$2', 'alice$3', 'alice$4', 'alice$4']);
    alice.frame('exit');
    await alice.ended();
    bob.frame('bob:alone');
    expect((await bob.texts(1))[0]).toBe('bob$alone');
  });

  it.each(['event', 'process', 'thread'])('is wrong where no client shares anything, in the model %s', async (model) => {
    const serving = await serve('echo-text', '--model', model, '--fault', 'first-message-only', '--fault', 'wrong-byte=3');
    expect((await serving.connect().write('aaa\0aaa\0').take(4)).toString()).toBe('aa`\0');
    const block = await serve('echo-block', '--model', model, '--fault', 'slow-answers=1');
    expect((await block.connect().write('late').take(4)).toString()).toBe('late');
  });

  it('dies as by a signal, when that is the fault', async () => {
    const death = async (model: string) => {
      const serving = await serve('keepalive', '--model', model, '--fault', 'reset-kills-the-server');
      const peer = serving.connect().write('hello');
      await peer.take(10);
      peer.reset();
      return [(await serving.ended).signal, serving.stderr];
    };
    const words = 'harness: The server dies, as its fault has it: a client has reset its connection.\n';
    const deaths = await Promise.all(['event', 'process', 'thread'].map(death));
    expect(deaths).toEqual([0, 1, 2].map(() => ['SIGKILL', words]));
  });

  it('leaves zombies behind in the model process', async () => {
    const serving = await serve('echo-text', '--model', 'process', '--fault', 'zombies');
    for (let count = 0; count < 2; count++) {
      await serving.connect().write('hello\0').take(6);
      await serving.leave();
    }
    await settled(() => serving.children().filter(({ state }) => state === 'Z').length === 2);
  });

  it.each([
    [['talk', '--fault', 'misroute'], "The fault 'misroute' is one of chat, not of talk"],
    [['chat', '--fault', 'misrote'], "There is no fault 'misrote', but there is 'misroute'"],
    [['chat', '--fault', 'no-greeting=5'], "The fault 'no-greeting' is there always"],
    [
      ['chat', '--fault', 'misroute=0'],
      "Behind 'misroute=' stands once in how many times, a whole number from 1 to 999,999,999, not '0'",
    ],
    [['chat', '--fault', 'slow=0'], "Behind 'slow=' stands how many percent, a whole number from 1 to 10,000, not '0'"],
    [
      ['chat', '--fault', 'throttled=9=9'],
      "Behind 'throttled=' stands how many a second, a whole number from 1 to 1,000,000, not '9=9'",
    ],
    [['echo-text', '--fault', 'throttled', '--workers', '2'], "The fault 'throttled' is one of the whole server"],
    [['chat', '--fault', 'misroute,misroute=5'], "The fault 'misroute' is asked for twice"],
    [['echo-text', '--fault', 'zombies'], "The fault 'zombies' is one of the model process, not of event"],
  ])('%j: says what is wrong with the wish', async (words, sentence) => {
    const { code, stderr } = await inProcess('serve', ...words);
    expect([code, stderr]).toEqual([3, expect.stringContaining(sentence)]);
  });
});
