// ECHO-TEXT-2.4: nothing comes back that this client did not send.

import type { Case } from '../../../harness/judge/case.ts';
import { type Texter, TextJudging, textCase, together } from './texter.ts';

/** Replies of each of two: what happens once in a hundred replies happens. */
const TURNS = 60;
const LIMIT_BYTES = 1024;

export const SECRECY_CASES: readonly Case<Texter>[] = [
  textCase({
    id: 'echo-text/2.4/nothing-of-another-client',
    level: 'must',
    clause: 'ECHO-TEXT-2.4',
    rule: 'Of clients that speak in turn each gets back what it has said itself, and nothing of the others.',
    kills: ['bytes-of-another-client'],
    clients: 2,
    async drive(scene) {
      const alice = await scene.connected('alice');
      const bob = await scene.connected('bob');
      const said = { alice: 0, bob: 0 };
      let isEchoed = true;
      for (let turn = 0; turn < TURNS && isEchoed; turn++) {
        said.alice++;
        isEchoed = await alice.says(spokenBy('alice', turn));
        if (!isEchoed) break;
        said.bob++;
        isEchoed = await bob.says(spokenBy('bob', turn));
      }
      await alice.fencesItself();
      await bob.fencesItself();
      return said;
    },
    judge: ({ history, facts: { alice, bob } }) =>
      new TextJudging(history).echoed('alice', allSpokenBy('alice', alice)).echoed('bob', allSpokenBy('bob', bob)).judgement,
  }),
  textCase({
    id: 'echo-text/2.4/nothing-of-one-who-has-left',
    level: 'must',
    clause: 'ECHO-TEXT-2.4',
    rule: 'Bytes without a NUL bring nothing back of what another client said before it left.',
    kills: ['earlier-bytes-revealed'],
    async drive(scene) {
      const secret = `secret ${scene.token(8)}`.padEnd(1000, '!');
      const alice = await scene.connected('alice');
      scene.require(await alice.says(secret), 'alice was not answered');
      await alice.close();
      const bob = await scene.connected('bob');
      bob.sendBytes(Buffer.alloc(LIMIT_BYTES, 'b'));
      await bob.ends();
      return { account: bob.account };
    },
    judge: ({ history, facts }) => {
      const judging = new TextJudging(history).nothingForeign('bob', facts.account);
      return judging.relies(judging.evidenceOf('bob')).judgement;
    },
  }),
  textCase({
    id: 'echo-text/2.4/nothing-invented-behind-half-a-message',
    level: 'must',
    clause: 'ECHO-TEXT-2.4',
    rule: 'Half a message, behind which a client says that it will send no more, brings nothing back that it has not sent.',
    kills: ['segment-taken-for-message'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      scene.require(await alice.says('whole'), 'alice was not answered');
      alice.sendBytes(Buffer.from('half'));
      await alice.isReadApart();
      alice.halfClose();
      await alice.ends();
      return { account: alice.account };
    },
    judge: ({ history, facts }) => {
      const judging = new TextJudging(history).nothingForeign('alice', facts.account);
      return judging.relies(judging.evidenceOf('alice')).judgement;
    },
  }),
  textCase({
    id: 'echo-text/2.4/nothing-of-half-a-message-that-was-left',
    level: 'must',
    clause: 'ECHO-TEXT-2.4',
    rule: 'Half a message of a client that has left is no part of what the next gets.',
    kills: ['earlier-bytes-revealed'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      await alice.says(`said ${scene.token(8)}`);
      alice.sendBytes(Buffer.from(`half a secret ${scene.token(8)}`));
      await alice.isReadApart();
      await alice.reset();
      const bob = await scene.connected('bob');
      const words = ['x', '', 'somewhat longer'];
      await bob.saysInTurn(words);
      bob.sendBytes(Buffer.alloc(LIMIT_BYTES, 'b'));
      await bob.ends();
      return { account: bob.account, words: together(words).length };
    },
    judge: ({ history, facts: { account, words } }) => {
      const judging = new TextJudging(history)
        .nothingForeign('bob', account)
        .holds(account.echoedBytes >= words, 'What bob said behind a client that left in mid-message did not come back.');
      return judging.relies(judging.evidenceOf('bob')).judgement;
    },
  }),
];

function allSpokenBy(label: string, turns: number): string[] {
  return Array.from({ length: turns }, (_, turn) => spokenBy(label, turn));
}

function spokenBy(label: string, turn: number): string {
  return `${label} says ${turn}: ${label.repeat(20)}`;
}
