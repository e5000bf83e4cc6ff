import { describe, expect, it } from 'vitest';
import type { Clock } from '../../clock.ts';
import { NodeTransport } from '../../transport/node/transport.ts';
import { startCommand } from './started-target.ts';

describe('a server that is to say where it listens', () => {
  it('leaves no timer behind when somebody stops it before, which would keep the harness from ending', async () => {
    const real = new NodeTransport().clock;
    let waiting = 0;
    const clock: Clock = {
      nowUs: () => real.nowUs(),
      at(dueUs, tell) {
        waiting++;
        let isOver = false;
        const over = () => {
          if (!isOver) waiting--;
          isOver = true;
        };
        const timer = real.at(dueUs, () => {
          over();
          tell();
        });
        return {
          dueUs,
          cancel() {
            over();
            timer.cancel();
          },
        };
      },
    };
    const stop = new AbortController();
    const started = startCommand(['sleep', '100'], { clock, signal: stop.signal });
    stop.abort();
    await expect(started).rejects.toThrow('interrupted');
    await Promise.resolve();
    expect(waiting).toBe(0);
  });
});
