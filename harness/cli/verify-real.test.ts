// The reference server as a real process: it passes what it is held to, in every model, over both transports. A few cases of each are
// played, and properties once: what is asked here is whether real sockets, threads and processes are judged as memory is. The whole
// catalogues are a run of `harness verify` for each protocol, which `.ci/run` makes; each protocol in each model is served in
// `serve.test.ts`.

import { describe, expect, it } from 'vitest';
import { CONTRACTS } from '../../scenarios/contracts.ts';
import type { Model, ProtocolName } from '../../server/protocols/protocols.ts';
import type { Case, Contract, Property } from '../judge/case.ts';
import { wholeOf } from '../judge/generic/whole-of.ts';
import { ListeningObserver, verifyOptions } from '../judge/verify-run.test-support.ts';
import { runVerify } from '../judge/verify-run.ts';
import type { VerifyRecord } from '../record/verify-record.ts';
import { main } from './serving.test-support.ts';

interface Way {
  readonly model: Model;
  readonly protocols: readonly ProtocolName[];
  readonly harness: 'epoll' | 'node';
  readonly server?: 'epoll' | 'node';
  /** Which of the client frame sizes, where there are several. */
  readonly frame: 0 | 1;
  readonly level: 'must' | 'may';
  readonly runs: number;
  /** So many cases or a few more, from all over the catalogue. */
  readonly casesMax: number;
}

/** Whole catalogues in every model take minutes: `npm run bench:verify -- --model thread` runs those. */
const WAYS: readonly Way[] = [
  { model: 'event', protocols: ['chat', 'p2p'], harness: 'epoll', server: 'epoll', frame: 0, level: 'may', runs: 1, casesMax: 8 },
  { model: 'event', protocols: ['keepalive'], harness: 'node', server: 'node', frame: 0, level: 'may', runs: 1, casesMax: 4 },
  // A thread either passes on what it hears to the owner of all that clients share, or answers by itself.
  { model: 'thread', protocols: ['chat', 'echo-text'], harness: 'node', frame: 1, level: 'must', runs: 0, casesMax: 4 },
  // So does a process, which takes as long to start as ten connections take to be served.
  { model: 'process', protocols: ['talk', 'echo-block'], harness: 'epoll', frame: 0, level: 'must', runs: 0, casesMax: 2 },
  {
    model: 'single',
    protocols: ['talk', 'echo-block'],
    harness: 'node',
    server: 'node',
    frame: 1,
    level: 'must',
    runs: 0,
    casesMax: 4,
  },
];

const PASSES = CONTRACTS.flatMap((contract) =>
  WAYS.filter(({ protocols }) => protocols.includes(contract.dialect.name as ProtocolName)).map(
    (way) => [contract.dialect.name, way.model, way.harness, contract, way] as const,
  ),
);

describe('the reference server', () => {
  it.each(PASSES)(
    'passes as %s in the model %s, over %s',
    { timeout: 60_000 },
    async (_protocol, _model, _harness, contract, way) => {
      const record = await verified(contract, way);
      const troubles = [...record.cases, ...record.properties].filter(
        ({ verdict }) => verdict === 'fail' || verdict === 'inconclusive',
      );
      expect(troubles.map(({ id, verdict, message }) => `${verdict} ${id}: ${message}`)).toEqual([]);
      expect(record.findings).toEqual([]);
      expect(record.cases.length + record.properties.length).toBeGreaterThan(0);
    },
  );
});

function verified(contract: Contract, way: Way): Promise<VerifyRecord> {
  const { name } = contract.dialect;
  const words = ['serve', name, '--json', '--port', '0', '--end-with-parent', '--model', way.model];
  const server = way.server === undefined ? [] : ['--transport', way.server];
  const clientFrame = contract.clientFrames?.[way.frame];
  const played = new Set(playable(contract, way).map(({ id }) => id));
  const whole = wholeOf(contract);
  const options = verifyOptions(contract, {
    target: { how: 'embedded', argv: [process.execPath, main, ...words, ...server] },
    transport: way.harness,
    level: way.level,
    runs: way.runs,
    skip: [...whole.cases, ...whole.properties].map(({ id }) => id).filter((id) => !played.has(id)),
    ...(clientFrame === undefined ? {} : { clientFrame }),
    ...(way.model === 'single' ? { capacity: 1 } : {}),
  });
  return runVerify(options, new ListeningObserver(), new AbortController().signal);
}

/** What is made for some models is left out in the others. */
function playable(contract: Contract, { model, level, runs, casesMax }: Way): (Case | Property)[] {
  const { cases, properties } = wholeOf(contract);
  const isPlayable = (one: Case | Property) =>
    (one.models === undefined || one.models.includes(model)) && (level === 'may' || one.level === 'must');
  // What asks for more time than others fills a house with clients: with a thread or a process for each that takes as long as the rest.
  const some = cases.filter((one) => isPlayable(one) && one.timeLimitMs === undefined);
  const every = Math.ceil(some.length / casesMax);
  return [
    ...some.filter((one, index) => index % every === 0 || one.models !== undefined),
    ...(runs === 0 ? [] : properties.filter(isPlayable)),
  ];
}
