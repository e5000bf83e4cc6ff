import { expect, it } from 'vitest';
import { MemoryTransport } from '../../harness/transport/memory/transport.ts';
import type { Connection } from '../../harness/transport/transport.ts';
import type { Line, Service } from '../protocols/session.ts';
import { BEHIND_BYTES_MAX, Outbox, ServedLine } from './served.ts';

it('lets the loop go round before a line that has sent everything is told so', async () => {
  const { line, clock } = serve({ unsentBytes: 0 });
  let told = 0;
  const sendOnAndOn = () => {
    told++;
    line.send(new Uint8Array(1000));
    line.whenSent(sendOnAndOn);
  };
  sendOnAndOn();
  await Promise.resolve();
  await Promise.resolve();
  expect(told).toBe(1);
  for (let turn = 2; turn <= 5; turn++) {
    await new Promise<void>((resolve) => void clock.at(clock.nowUs(), resolve));
    expect(told).toBe(turn);
    await Promise.resolve();
  }
});

it('never tells a line that has gone in the meantime', async () => {
  const { line, clock } = serve({ unsentBytes: 0 });
  let told = 0;
  line.whenSent(() => told++);
  await Promise.resolve();
  line.onClose({ kind: 'reset', phase: 'read', errno: 'ECONNRESET' });
  await new Promise<void>((resolve) => void clock.at(clock.nowUs(), resolve));
  expect(told).toBe(0);
});

it('drops a client that is too far behind once, whatever is still said to it', async () => {
  const { line, calls } = serve({ unsentBytes: BEHIND_BYTES_MAX + 1 });
  for (let frame = 0; frame < 3; frame++) {
    line.send(new Uint8Array(1500));
    await Promise.resolve();
  }
  expect(calls).toEqual(['write', 'dropped', 'reset']);
});

/** A line over a connection that takes what it is given, and always says that so many bytes are unsent. */
function serve({ unsentBytes }: { unsentBytes: number }): { line: ServedLine; calls: string[]; clock: MemoryTransport['clock'] } {
  const { clock } = new MemoryTransport({ seed: 1 });
  const calls: string[] = [];
  const call = (name: string) => () => void calls.push(name);
  const write = () => {
    calls.push('write');
    return unsentBytes;
  };
  const connection: Connection = {
    local: undefined,
    remote: { address: '127.0.0.1', port: 1 },
    unsentBytes,
    write,
    writeLent: write,
    stopReading: call('stop'),
    resumeReading: call('resume'),
    endWriting: call('end'),
    close: call('close'),
    reset: call('reset'),
  };
  const service: Service = {
    open: (_: Line) => ({ onBytes: () => {}, onEnd: () => {}, onGone: () => {} }),
  };
  const line = new ServedLine(connection, service, {
    clock,
    outbox: new Outbox(),
    onGone: () => {},
    onDropped: call('dropped'),
  });
  return { line, calls, clock };
}
