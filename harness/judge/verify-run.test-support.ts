// A target over memory with the habits of all kinds of servers, and a small contract to hold it to: texts that end with a NUL, each
// sent back.

import { MemoryTransport } from '../transport/memory/transport.ts';
import type { Connection, ConnectionHandler, Listener } from '../transport/transport.ts';
import { nulEnded } from '../wire/framing.ts';
import { Actor } from './actor.ts';
import { type Case, type Contract, defineCase, defineContract, GENERIC_GROUPS } from './case.ts';
import type { CaseVerdict } from './judgement.ts';
import { fail, inconclusive } from './judgement.ts';
import type { Restarted, VerifyTarget } from './live-target.ts';
import type { VerifyObserver, VerifyOptions } from './verify-options.ts';

/** What it does with a client: told when one comes, of what it says, and when it leaves. */
export interface Habit {
  comes?(connection: Connection, target: FakeTarget): void;
  says?(connection: Connection, bytes: Buffer, target: FakeTarget): void;
  leaves?(target: FakeTarget): void;
}

export const echoes: Habit = { says: (connection, bytes) => void connection.write(bytes) };

export class FakeTarget implements VerifyTarget {
  readonly transport = new MemoryTransport({ seed: 1 });
  readonly to = { address: '127.0.0.1', port: 7 };
  readonly operator = undefined;
  readonly pid = undefined;
  readonly whyUnseen = 'Memory has no processes.';
  readonly how: VerifyTarget['how'];
  ended: string | undefined;
  restarts = 0;
  isStopped = false;
  /** What a restart comes to; none: it serves at once. */
  onRestart: () => Restarted = () => ({ kind: 'serving', heldMs: 0 });
  readonly #habit: Habit;
  readonly #connections = new Set<Connection>();
  #listener: Listener | undefined;

  constructor(habit: Habit = echoes, how: VerifyTarget['how'] = 'started') {
    this.#habit = habit;
    this.how = how;
  }

  get isOurs(): boolean {
    return this.how !== 'running';
  }

  async start(): Promise<number> {
    const outcome = await this.transport.listen(
      { at: this.to },
      { onConnection: (connection) => this.#served(connection), onAcceptFailed: () => {} },
    );
    if (outcome.kind === 'listening') this.#listener = outcome.listener;
    return 0;
  }

  async restart(): Promise<Restarted> {
    const restarted = this.onRestart();
    if (restarted.kind === 'failed') return restarted;
    this.die('');
    this.ended = undefined;
    this.restarts++;
    await this.start();
    return restarted;
  }

  async hasLeftWithItsClient(): Promise<boolean> {
    return false;
  }

  die(how: string): void {
    this.ended = how;
    this.#listener?.close();
    this.#listener = undefined;
    for (const connection of this.#connections) connection.reset();
  }

  look(): undefined {
    return undefined;
  }

  summary(): undefined {
    return undefined;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.transport.close();
  }

  #served(connection: Connection): ConnectionHandler {
    this.#connections.add(connection);
    this.#habit.comes?.(connection, this);
    return {
      onOpen: () => {},
      onBytes: (bytes, start, end) => this.#habit.says?.(connection, Buffer.from(bytes.subarray(start, end)), this),
      onDrain: () => {},
      onEnd: () => {
        connection.close();
        this.#habit.leaves?.(this);
      },
      onClose: () => void this.#connections.delete(connection),
    };
  }
}

const about = { level: 'must', clause: 'ECHO-1', rule: 'What is sent comes back.', kills: [] } as const;

/** It sends the text and passes when that comes back. */
export function echoCase(id: string, text = id, more: Partial<Case> = {}): Case {
  return {
    ...defineCase({
      ...about,
      id,
      async drive(scene) {
        const client = await scene.connected('client');
        client.send(text);
        return { came: (await client.next())?.toString() };
      },
      judge: ({ facts: { came } }) => (came === text ? { verdict: 'pass', evidence: 'fence' } : fail('It did not come back.')),
    }),
    ...more,
  };
}

/** Whatever the target does. */
export function caseThat(id: string, verdict: CaseVerdict, more: Partial<Case> = {}): Case {
  const judgement =
    verdict === 'fail'
      ? fail('It is wrong.')
      : verdict === 'inconclusive'
        ? inconclusive('It is not known.')
        : { verdict: 'pass' as const };
  const one = defineCase({ ...about, id, drive: async () => undefined, judge: () => judgement });
  return { ...one, ...more };
}

export function echoContract(cases: readonly Case[], more: Partial<Contract> = {}): Contract {
  return {
    ...defineContract<Actor>({
      dialect: { name: 'echo', port: 7, framings: { sends: nulEnded(100), receives: nulEnded(100) } },
      summary: 'texts, each sent back',
      actor: Actor,
      async converse(actor) {
        if (!(await actor.connect())) return false;
        actor.send('is anybody there');
        return await actor.isFencedBy('is anybody there');
      },
      withoutGeneric: GENERIC_GROUPS,
      cases: [],
    }),
    cases,
    ...more,
  };
}

export function verifyOptions(contract: Contract, more: Partial<VerifyOptions> = {}): VerifyOptions {
  return {
    contract,
    target: { how: 'running', to: { address: '127.0.0.1', port: 7 } },
    only: [],
    skip: [],
    level: 'may',
    expectFail: [],
    runs: 10,
    seed: 1,
    budgetMs: 60_000,
    patienceMs: 2000,
    transport: 'auto',
    command: ['verify', 'echo'],
    harnessVersion: '0.0.0',
    keep: () => undefined,
    ...more,
  };
}

/** Writes down what it is told, a line each. */
export class ListeningObserver implements VerifyObserver {
  readonly told: string[] = [];

  onSelected(cases: number, properties: number): void {
    this.told.push(`selected ${cases} and ${properties}`);
  }
  onPhase(phase: string): void {
    this.told.push(phase);
  }
  onBegin(id: string): void {
    this.told.push(`begin ${id}`);
  }
  onCase({ id, verdict }: { readonly id: string; readonly verdict: string }): void {
    this.told.push(`${verdict} ${id}`);
  }
  onRuns(id: string, runs: number): void {
    this.told.push(`${runs} runs of ${id}`);
  }
  onShrinking(): void {}
  onProperty({ id, verdict }: { readonly id: string; readonly verdict: string }): void {
    this.told.push(`${verdict} ${id}`);
  }
  onFinding({ kind }: { readonly kind: string }): void {
    this.told.push(`finding ${kind}`);
  }
  onNote(sentence: string): void {
    this.told.push(sentence);
  }
}
