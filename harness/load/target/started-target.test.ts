import { expect, it } from 'vitest';
import type { Clock } from '../../clock.ts';
import { NodeTransport } from '../../transport/node/transport.ts';
import { startCommand } from './started-target.ts';

it('leaves no timer behind when the start is interrupted, which would keep the process from its end', async () => {
  const { clock } = new NodeTransport();
  const pending = new Set<() => void>();
  const counting: Clock = {
    nowUs: () => clock.nowUs(),
    at(dueUs, act) {
      const timer = clock.at(dueUs, () => {
        pending.delete(act);
        act();
      });
      pending.add(act);
      const cancel = () => {
        pending.delete(act);
        timer.cancel();
      };
      return { dueUs, cancel };
    },
  };
  const interrupt = new AbortController();
  // It says nothing.
  const starting = startCommand(['sleep', '60'], { clock: counting, signal: interrupt.signal });
  expect(pending.size).toBe(1);
  interrupt.abort();
  await expect(starting).rejects.toThrow('The start of the target was interrupted.');
  expect(pending.size).toBe(0);
});
