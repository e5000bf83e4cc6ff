// An engine that only pretends: what the commands are told, and what they do with what comes back.

import { z } from 'zod';
import { HarnessError } from '../errors.ts';
import { Actor } from '../judge/actor.ts';
import { type Case, type Contract, defineCase, defineContract, LEVELS, type Level } from '../judge/case.ts';
import { counterexampleSchema } from '../judge/counterexample.ts';
import { defineDialect } from '../script/scenario.ts';
import { nulEnded } from '../wire/framing.ts';
import type { ReplayEngine } from './replay-command.ts';
import type { VerifyEngine } from './verify-command.ts';

const framing = nulEnded(100);

function pretended(id: string, level: Level, kills: readonly string[] = []): Case {
  return defineCase({
    id,
    level,
    clause: `CHAT-${id.split('/')[1] ?? ''}`,
    rule: `What ${id.split('/').at(-1)?.replaceAll('-', ' ')} says.`,
    kills,
    drive: async () => undefined,
    judge: () => ({ verdict: 'pass' }),
  });
}

export function pretendedContract(name: string, changes: Partial<Contract> = {}): Contract {
  return defineContract({
    dialect: defineDialect({ name, port: 9311, framings: { sends: framing, receives: framing }, reference: [name] }),
    summary: 'a contract that is only for trying',
    actor: Actor,
    converse: async () => true,
    cases: [pretended(`${name}/1.1/first`, 'must', ['a-fault', 'another']), pretended(`${name}/1.2/second`, 'should')],
    ...changes,
  });
}

export const CHAT = pretendedContract('chat', { clientFrames: [1500, 100] });
const OPERATED = pretendedContract('talk');
const TALK = { ...OPERATED, dialect: { ...OPERATED.dialect, reference: ['talk', '--operator', 'echo'] } };
const OWN = pretendedContract('own');
const { reference: _, ...withoutReference } = OWN.dialect;

/** `changes` replace what it does. */
export function pretendedEngine(changes: Partial<VerifyEngine & ReplayEngine> = {}): VerifyEngine & ReplayEngine {
  return {
    contracts: [CHAT, pretendedContract('echo-text'), TALK],
    loadContract: async () => ({ ...OWN, dialect: withoutReference }),
    wholeOf: ({ cases, properties = [] }) => ({ cases, properties }),
    select: ({ cases, properties }, { only, level }) => {
      const unknown = only.find((id) => !cases.some((one) => one.id === id));
      if (unknown !== undefined) throw new HarnessError('flag-invalid', `--only: no case or property is called '${unknown}'.`);
      const chosen = cases.filter(
        (one) => LEVELS.indexOf(one.level) <= LEVELS.indexOf(level) && (only.length === 0 || only.includes(one.id)),
      );
      return { cases: chosen, properties };
    },
    parseExpectedFailures: (text, file, ids) =>
      text
        .trim()
        .split('\n')
        .map((line) => {
          const [id = '', ...reason] = line.split(' ');
          if (!ids.includes(id)) throw new HarnessError('flag-invalid', `${file}: there is no '${id}'.`);
          return { id, reason: reason.join(' ') };
        }),
    runVerify: async () => {
      throw new Error('nobody said how it goes');
    },
    parseCounterexample: (text) => {
      const parsed = counterexampleSchema.safeParse(z.json().parse(JSON.parse(text)));
      if (!parsed.success) throw new HarnessError('record-invalid', 'This is no counterexample.');
      return parsed.data;
    },
    judgeAgain: () => ({ verdict: 'fail', message: 'It is as it was.' }),
    runReplay: async () => [],
    ...changes,
  };
}
