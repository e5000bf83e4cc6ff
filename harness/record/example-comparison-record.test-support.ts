// Records of comparisons: three models of a server over five numbers of clients, and two files that say little.

import {
  COMPARISON_RECORD_SCHEMA,
  type ComparedFigureRecord,
  type ComparisonLevel,
  type ComparisonRecord,
  type FigureDifference,
} from './comparison-record.ts';
import { exampleCircumstances, exampleStudyRun } from './example-study.test-support.ts';
import type { StudyRun } from './study.ts';

const TRIALS = 5;
const LEVELS = [10, 50, 100, 200, 400] as const;

interface Model {
  readonly name: string;
  readonly rate: (clients: number) => number;
  readonly cpuUs: number;
}

const PROCESS: Model = { name: 'process', rate: (clients) => 9_000 * (1 - Math.exp(-clients / 40)), cpuUs: 150 };
const THREAD: Model = { name: 'thread', rate: (clients) => 11_000 * (1 - Math.exp(-clients / 50)) - clients * 2, cpuUs: 120 };
const EVENT: Model = { name: 'event', rate: (clients) => 16_000 * (1 - Math.exp(-clients / 60)), cpuUs: 60 };
const MODELS = [PROCESS, THREAD, EVENT] as const;

/** `changes` replace whole members, and need not agree with the rest. */
export function exampleComparisonRecord(changes: Partial<ComparisonRecord> = {}): ComparisonRecord {
  return {
    schema: COMPARISON_RECORD_SCHEMA,
    kind: 'comparison',
    verdict: 'fail',
    causes: ['thread is worse than process by more than 5 %: response p99 at 400 clients.'],
    ...exampleCircumstances(['harness', 'compare', ...MODELS.flatMap(startOf), 'chat/direct', '--clients', '10,50,100,200,400']),
    failOnWorse: 0.05,
    confidence: 0.95,
    resampled: 'trials-and-blocks',
    order: [0, 1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1, 2],
    secondsPerTrial: 5,
    subjects: MODELS.map((model, index) => ({
      name: model.name,
      target: { how: 'started', address: '127.0.0.1', port: 3490, command: `serve chat --model ${model.name}` },
      ...(index === 0 ? {} : { processors: [2, 3] }),
    })),
    judgements: [
      {
        judgement: 'worse',
        sentence:
          'thread is worse than process: response p99 is 14 % (9 % to 20 %) higher at 400 clients; its rate is 20 % higher.',
      },
      {
        judgement: 'better',
        sentence: 'event is better than process: its rate is 78 % (74 % to 81 %) higher, on half of the CPU.',
      },
    ],
    levels: LEVELS.map((clients) => exampleLevel(MODELS, clients)),
    ...changes,
  };
}

export const COMPARISON_VARIANTS = {
  'comparison-files': (): ComparisonRecord => {
    const { failOnWorse: _, ...record } = exampleComparisonRecord();
    const models = [
      { ...EVENT, name: 'before' },
      { ...EVENT, name: 'after' },
    ];
    return {
      ...record,
      verdict: 'pass',
      causes: [],
      command: ['harness', 'compare', 'before.json', 'after.json'],
      resampled: 'blocks',
      order: [],
      subjects: models.map(({ name }) => ({
        name,
        target: { how: 'running', address: '127.0.0.1', port: 3490 },
        file: `runs/${name}.json`,
      })),
      judgements: [
        {
          judgement: 'cannot-tell',
          sentence:
            'Whether after is better or worse than before can’t be told: its rate is −4 % to 5 % higher; more trials would tell.',
        },
      ],
      levels: [exampleLevel(models, 100, { judgement: 'cannot-tell', ratio: 1.004, width: 0.045 })],
    };
  },
  'comparison-same': (): ComparisonRecord => {
    const models = [
      { ...EVENT, name: 'A' },
      { ...EVENT, name: 'B' },
    ];
    return exampleComparisonRecord({
      verdict: 'pass',
      causes: [],
      order: [0, 1, 1, 0, 0, 1, 1, 0, 0, 1],
      subjects: models.map(({ name }) => ({ name, target: { how: 'started', address: '127.0.0.1', port: 3490, command: name } })),
      judgements: [{ judgement: 'same', sentence: 'A and B are the same, within 3 % in every figure that decides.' }],
      levels: [{ ...exampleLevel(models, 100, { judgement: 'same', ratio: 1.003, width: 0.012 }), rate: 5_000 }],
    });
  },
  'comparison-invalid': (): ComparisonRecord => {
    const record = exampleComparisonRecord();
    const [level, ...others] = record.levels;
    if (level === undefined) throw new Error('the example has a level');
    const cause = { verdict: 'invalid' as const, code: 'send-lag', sentence: 'The generator sent late by itself: p99 9 ms.' };
    const runs = level.runs.map((all, subject) =>
      all.map((run, trial) => (subject === 1 && trial > 2 ? { ...run, verdict: 'invalid' as const, causes: [cause] } : run)),
    );
    return {
      ...record,
      verdict: 'invalid',
      causes: ['2 of 75 runs are invalid (thread, at 10 clients): the generator sent late by itself.'],
      judgements: record.subjects
        .slice(1)
        .map(({ name }) => ({ judgement: 'cannot-tell', sentence: `Nothing can be told of ${name}: some runs are invalid.` })),
      levels: [{ ...level, runs }, ...others],
    };
  },
} as const;

function startOf({ name }: Model): string[] {
  return ['--start', `serve chat --model ${name}`];
}

interface Told {
  readonly judgement: FigureDifference['judgement'];
  readonly ratio: number;
  readonly width: number;
}

function exampleLevel(models: readonly Model[], clients: number, told?: Told): ComparisonLevel {
  const runs = models.map(({ rate, cpuUs }, subject) =>
    Array.from({ length: TRIALS }, (_, trial) => {
      const perSecond = rate(clients);
      const p50Us = (clients * 1e6) / perSecond;
      return exampleStudyRun(clients + subject * TRIALS + trial, {
        rate: perSecond,
        p50Us,
        p99Us: p50Us * (subject === 1 && clients === 400 ? 4.2 : 3),
        targetCpuShare: (perSecond * cpuUs) / 1e6,
      });
    }),
  );
  return {
    clients,
    runs,
    figures: [
      figureOf(runs, { id: 'rate', better: 'higher', isDecisive: true, margin: 0.03 }, told),
      figureOf(runs, { id: 'direct.response.p50', better: 'lower', isDecisive: false, margin: 0.03 }, told),
      figureOf(runs, { id: 'direct.response.p99', better: 'lower', isDecisive: true, margin: 0.05 }, told),
      figureOf(runs, { id: 'cpuUsPerOperation', better: 'lower', isDecisive: true, margin: 0.03 }, told),
      figureOf(runs, { id: 'targetRssBytes', better: 'lower', isDecisive: false, margin: 0.03 }, told),
    ],
  };
}

type Asked = Pick<ComparedFigureRecord, 'id' | 'better' | 'isDecisive' | 'margin'>;

function figureOf(runs: readonly (readonly StudyRun[])[], asked: Asked, told: Told | undefined): ComparedFigureRecord {
  const [base = 1, ...means] = runs.map((all) => meanOf(all, asked.id));
  return {
    ...asked,
    subjects: runs.map((all, subject) => {
      const values = all.map(({ figures }) => figures[asked.id] ?? 0);
      const shown = { values, mean: meanOf(all, asked.id), low: Math.min(...values), high: Math.max(...values) };
      if (subject === 0) return shown;
      const ratio = told?.ratio ?? (means[subject - 1] ?? base) / base;
      return { ...shown, difference: differenceOf(ratio, told?.width ?? 0.025, asked, told?.judgement) };
    }),
  };
}

function differenceOf(
  ratio: number,
  width: number,
  { better, margin }: Asked,
  judgement: FigureDifference['judgement'] = Math.abs(ratio - 1) <= margin
    ? 'same'
    : ratio > 1 === (better === 'higher')
      ? 'better'
      : 'worse',
): FigureDifference {
  const [low, high] = [ratio * (1 - width), ratio * (1 + width)];
  const percent = (share: number) => `${Math.abs(Math.round((share - 1) * 100))} %`;
  const [near, far] = ratio > 1 ? [low, high] : [high, low];
  const word = judgement === 'cannot-tell' ? 'can’t tell' : judgement;
  return {
    ...{ ratio, low, high, judgement },
    sentence: `${percent(ratio)} (${percent(near)} to ${percent(far)}) ${ratio > 1 ? 'higher' : 'lower'}: ${word}.`,
  };
}

/** As the record has it: geometric. */
function meanOf(runs: readonly StudyRun[], id: string): number {
  return Math.exp(runs.reduce((sum, { figures }) => sum + Math.log(figures[id] ?? 1), 0) / runs.length);
}
