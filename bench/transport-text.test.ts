import { describe, expect, it } from 'vitest';
import { renderTransportBench } from './transport-text.ts';

describe('the text of the comparison', () => {
  const measure = { connections: 50, roundTripsPerCpuSecond: 150_000, ratios: [0.8], errors: 0 };

  it('shows rates and ratios side by side', () => {
    const text = renderTransportBench(
      {
        compiler: true,
        pinned: true,
        rounds: 3,
        measures: [
          { ...measure, contender: 'C', ratioToC: 1 },
          { ...measure, contender: 'epoll', ratioToC: 0.8 },
        ],
        pacing: [{ transport: 'epoll', lateUsP50: 25.4, lateUsP99: 1080 }],
        idle: [{ transport: 'epoll', connected: 19_000, failed: 0, connectSeconds: 2.04, bytesEach: 1024 }],
      },
      1500,
    );
    expect(text).toBe(
      [
        'Round trips per CPU-second of the client, 1,500-byte frames, median of 3 rounds in turn',
        '',
        '                     50 clients',
        'C                 150,000  1.00',
        'epoll             150,000  0.80',
        '',
        'Frames that came back wrong, and conversations that ended early: 0',
        '',
        'Idle clients          connected          failed              in     memory each',
        'epoll                    19,000               0           2.0 s          1.0 KB',
        '',
        '10,000/s timers     late by p50             p99',
        'epoll                     25 us        1,080 us',
        '',
      ].join('\n'),
    );
  });

  it('says that there is no ratio without a compiler, and no pin without processors', () => {
    const measures = [{ ...measure, contender: 'node' as const, ratioToC: undefined }];
    const text = renderTransportBench({ compiler: false, pinned: false, rounds: 1, measures, idle: [], pacing: [] }, 100);
    expect(text).toContain('No C compiler');
    expect(text).toContain('could not be pinned');
    expect(text).toContain('node                    150,000\n');
  });
});
