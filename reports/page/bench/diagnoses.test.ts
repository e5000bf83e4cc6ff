import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import type { BenchRecord, Diagnosis } from '../../../harness/record/record.ts';
import type { LineChart } from '../chart.ts';
import { diagnosisSection, linkToEvidence } from './diagnoses.ts';

const example = await exampleRecord();
const NO_CHARTS = { latency: [], connections: [], time: [], generator: [] };

function chart(id: string, isMarked = false): LineChart {
  return {
    ...{ kind: 'lines', id, title: `The ${id}`, says: 'It shows.', lines: [] },
    x: { name: 'second', unit: 'seconds', scale: 'linear', values: [] },
    y: { name: 'a second', unit: 'perSecond', scale: 'linear' },
    ...(isMarked && { marks: [{ kind: 'evidence', from: 1, to: 2, text: 'Here.' }] }),
  };
}

describe('a diagnosis', () => {
  it('leads to the chart that marks it', () => {
    const charts = {
      ...NO_CHARTS,
      time: [chart('chart-response-1'), chart('chart-rate', true), chart('chart-target-cpu', true)],
    };
    expect(linkToEvidence({ kind: 'stalls' }, charts).markup).toBe('<a href="#chart-rate">See it marked: The chart-rate</a>');
    expect(linkToEvidence({ kind: 'one-core-saturated' }, charts).markup).toContain('href="#chart-target-cpu"');
  });

  it('leads to a chart that can show it where none is marked', () => {
    const charts = { ...NO_CHARTS, time: [chart('chart-response-1'), chart('chart-rate')] };
    expect(linkToEvidence({ kind: 'queue-grows' }, charts).markup).toBe(
      '<a href="#chart-response-1">See: The chart-response-1</a>',
    );
  });

  it('leads to the section of its figures where there is no chart of them, and nowhere else', () => {
    expect(linkToEvidence({ kind: 'delayed-acknowledgement' }, NO_CHARTS).markup).toContain('href="#latency"');
    expect(linkToEvidence({ kind: 'accept-queue-overflow' }, NO_CHARTS).markup).toContain('href="#connections"');
    expect(linkToEvidence({ kind: 'stalls' }, NO_CHARTS).markup).toBe('');
    expect(linkToEvidence({ kind: 'stalls' }, { ...NO_CHARTS, time: [chart('chart-clients')] }).markup).toContain(
      'href="#over-time"',
    );
  });
});

describe('the evidence of a diagnosis', () => {
  const evidenceOf = (kind: Diagnosis['kind'], changes: Partial<BenchRecord> = {}) => {
    const record = { ...example, ...changes, diagnoses: [{ kind, sentence: 'So it is.' }] };
    return /Evidence: ([^<]*)\./.exec(diagnosisSection(record, NO_CHARTS)?.body.markup ?? '')?.[1];
  };

  it('of stalls are the longest answers, and when they came', () => {
    const timeline = example.timeline.map((second) => {
      const direct = second.latencyUs.direct ?? expect.unreachable();
      return second.second === 5
        ? { ...second, operations: 3, latencyUs: { direct: { ...direct, responseMax: 1_200_000 } } }
        : second;
    });
    expect(evidenceOf('stalls', { timeline })).toBe('in second 5 an answer came after 1.2 s (3 operations done)');
    expect(evidenceOf('stalls')).toBeUndefined();
  });

  it('of a growing queue are the first and the last median', () => {
    expect(evidenceOf('queue-grows')).toMatch(/^median response to direct \d+ µs in second 0, \d+ µs in second 9$/);
  });

  it('of a full processor is what was used, of what there is', () => {
    expect(evidenceOf('one-core-saturated')).toBe(
      'processor 27 % in the mean and 40 % at most, 11 threads, 2 processors in the machine',
    );
  });

  it('of accept queues is how long connections took', () => {
    const timeUs = { ...example.connect.timeUs, p50: 300, p99: 1_020_000, max: 3_000_000 };
    const usage = { ...(example.targetUsage ?? expect.unreachable()), acceptQueueOverflows: 4 };
    expect(evidenceOf('accept-queue-overflow', { connect: { ...example.connect, timeUs }, targetUsage: usage })).toBe(
      'connections stood after 300 µs at p50, 1.02 s at p99 and 3 s at most; 4 attempts dropped',
    );
  });
});
