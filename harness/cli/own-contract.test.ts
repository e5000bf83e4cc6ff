// The tutorial in docs/verify.md does what it says: its contract passes on a server that is right, and catches one that takes each read
// for whole lines, as its server in Python does.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadContract } from '../fleet/contract-source.ts';
import type { Case, Contract } from '../judge/case.ts';
import { wholeOf } from '../judge/generic/whole-of.ts';
import { runCase } from '../judge/run-case.ts';
import type { Target } from '../judge/target.ts';
import { MemoryTransport } from '../transport/memory/transport.ts';

const AT = { address: '127.0.0.1', port: 7001 };
const CONTRACT = fileURLToPath(new URL('../../docs/examples/kv.ts', import.meta.url));

describe('the contract of the tutorial', () => {
  it('passes as a whole on a server that is right', async () => {
    const { verdicts } = await verdictsOn('right');
    expect(verdicts).not.toEqual([]);
    expect(verdicts.filter(([, verdict]) => verdict !== 'pass')).toEqual([]);
  });

  it('fails on a server that takes each read for whole lines, where messages are cut and nowhere else', async () => {
    const { verdicts } = await verdictsOn('takes reads for lines');
    expect(verdicts.filter(([, verdict]) => verdict !== 'pass')).toEqual([
      ['kv/generic/segmentation/cut-messages', 'fail'],
      ['kv/generic/segmentation/byte-by-byte', 'fail'],
      ['kv/generic/segmentation/cut-across-messages', 'fail'],
    ]);
  });

  it('stands in the documentation as it is, and so does the server', () => {
    const text = readFileSync(new URL('../../docs/verify.md', import.meta.url), 'utf8');
    for (const name of ['kv.ts', 'kv-server.py']) {
      expect(text).toContain(readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), 'utf8').trimEnd());
    }
  });
});

async function verdictsOn(kind: Kind) {
  const { contract, remove } = await loadContract(CONTRACT);
  const verdicts: (readonly [string, string])[] = [];
  for (const [number, one] of wholeOf(contract).cases.entries()) {
    if (one.needs?.includes('process')) continue;
    verdicts.push([one.id, await verdictOf(contract, one, kind, number)]);
  }
  remove();
  return { verdicts };
}

async function verdictOf(contract: Contract, one: Case, kind: Kind, number: number): Promise<string> {
  const transport = await storeServer(kind);
  const target: Target = { transport, to: AT, how: 'running', operator: undefined, ended: undefined, look: () => undefined };
  const { framings } = contract.dialect;
  const { judgement } = await runCase(one, {
    target,
    framings: typeof framings === 'function' ? framings({}) : framings,
    actor: contract.actor,
    capacity: Number.POSITIVE_INFINITY,
    seed: 1,
    number,
    profile: {},
    memory: new Map(),
    patienceMs: 2000,
  });
  transport.close();
  return judgement.verdict;
}

type Kind = 'right' | 'takes reads for lines';

async function storeServer(kind: Kind): Promise<MemoryTransport> {
  const transport = new MemoryTransport({ seed: 1 });
  const store = new Map<string, string>();
  await transport.listen(
    { at: AT },
    {
      onConnection: (connection) => {
        let said = '';
        return {
          onOpen: () => {},
          onBytes: (bytes, start, end) => {
            said += Buffer.from(bytes.subarray(start, end)).toString('latin1');
            const lines = said.split('\n');
            said = lines.pop() ?? '';
            if (kind === 'takes reads for lines' && said !== '') {
              lines.push(said);
              said = '';
            }
            const answers = lines.map((line) => `${answerOf(store, line)}\n`).join('');
            if (answers !== '') connection.write(Buffer.from(answers, 'latin1'));
          },
          onDrain: () => {},
          onEnd: () => connection.close(),
          onClose: () => {},
        };
      },
      onAcceptFailed: () => {},
    },
  );
  return transport;
}

function answerOf(store: Map<string, string>, line: string): string {
  const [word, key = '', ...rest] = line.split(' ');
  const value = rest.join(' ');
  if (word === 'SET' && key !== '' && value !== '') {
    store.set(key, value);
    return 'OK';
  }
  if (word !== 'GET' || key === '' || rest.length > 0) return 'ERROR';
  const stored = store.get(key);
  return stored === undefined ? 'NONE' : `VALUE ${stored}`;
}
