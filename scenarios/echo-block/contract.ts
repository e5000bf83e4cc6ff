// What servers of echo-block are held to.

import { defineContract } from '../../harness/judge/case.ts';
import { ENDING_CASES } from './cases/endings.ts';
import { INDEPENDENCE_CASES } from './cases/independence.ts';
import { RESET_CASES } from './cases/resets.ts';
import { blockOf, Streamer } from './cases/streamer.ts';
import { STREAM_CASES } from './cases/streams.ts';
import { echoBlock, echoBlockStreams } from './dialect.ts';
import { GENERIC_KILLS } from './generic-kills.ts';
import { ECHO_BLOCK_PROPERTIES } from './properties.ts';

const LINE = blockOf('hello\n');

export const echoBlockContract = defineContract<Streamer>({
  dialect: { ...echoBlock, framings: echoBlockStreams },
  summary: 'bytes, each echoed',
  actor: Streamer,
  genericKills: GENERIC_KILLS,
  // There is nothing to cut: any segmentation of any bytes is what its own cases are about.
  withoutGeneric: ['segmentation'],
  async converse(actor) {
    return (await actor.connect()) && (await actor.greets());
  },
  exchanges: () => ({
    greetings: 0,
    exchanges: [
      { sends: LINE, answers: LINE.length },
      { sends: 'less than a block', answers: 17 },
      { sends: Buffer.alloc(300), answers: 300 },
    ],
  }),
  genericClauses: {
    segmentation: 'ECHO-BLOCK-5.1',
    robustness: 'ECHO-BLOCK-5.1',
    lifecycle: 'ECHO-BLOCK-5.3',
    fairness: 'ECHO-BLOCK-5.2',
    resources: 'ECHO-BLOCK-5.3',
  },
  cases: [...STREAM_CASES, ...INDEPENDENCE_CASES, ...RESET_CASES, ...ENDING_CASES],
  properties: ECHO_BLOCK_PROPERTIES,
});
