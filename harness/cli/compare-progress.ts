// What a comparison shows of its trials: each as a run shows itself, or, where lines are kept, one line for each.

import { countText, latencyText, threeDigits } from '../../reports/figures.ts';
import type { BenchObserver } from '../fleet/bench-options.ts';
import { clientsText } from '../load/load-words.ts';
import { describePlan, endUs } from '../load/plan.ts';
import { runFigures } from '../load/run-figures.ts';
import { isStolen, stolenSentence } from '../load/stolen.ts';
import type { BenchRecord } from '../record/record.ts';
import type { InTurnObserver, Trial } from '../study/in-turn.ts';
import { plainText } from './panel.ts';
import { noteText, type Progress, type ProgressPlace, startProgress } from './progress.ts';
import type { ProgressKind } from './progress-kinds.ts';

export interface CompareProgress extends InTurnObserver {
  onNote(sentence: string): void;
  close(): void;
}

export function startCompareProgress(kind: ProgressKind, head: readonly string[], place: ProgressPlace): CompareProgress {
  let current: Progress | undefined;
  const write = (text: string) => place.output.write(`${text}\n`);
  if (kind === 'plain') for (const line of head) write(plainText(line));
  if (kind === 'tty') for (const line of head.slice(1)) write(plainText(line));
  const onNote = (sentence: string) => (current === undefined ? write(noteText(sentence)) : current.onNote(sentence));
  return {
    begin(trial) {
      current?.end();
      if (kind === 'plain') return quietly(write);
      const seconds = Math.ceil(endUs(trial.plan) / 1e6);
      const shown = `Trial ${trial.number + 1} of ${trial.of}, ${trial.server.name}: ${describePlan(trial.plan)}`;
      current = startProgress(kind, { title: shown, clients: trial.plan.clients, seconds }, place);
      return current;
    },
    end(trial, record) {
      current?.end();
      current = undefined;
      if (kind === 'plain') write(plainText(trialLine(trial, record)));
    },
    again({ number }, { generator, causes: [cause] }) {
      const why = isStolen(generator) || cause === undefined ? stolenSentence(generator) : cause.sentence;
      onNote(`${why} Trial ${number + 1} is made again.`);
      current?.end();
      current = undefined;
    },
    onNote,
    close() {
      current?.end();
      current = undefined;
    },
  };
}

/** Such as `3 of 10, event, 100 clients: 25,310/s, p99 3.1 ms, CPU 7.9 us an operation`. */
function trialLine({ number, of, server, plan }: Trial, record: BenchRecord): string {
  const figures = runFigures(record);
  const p99 = [...figures].find(([id]) => id.endsWith('.response.p99'))?.[1];
  const cpu = figures.get('cpuUsPerOperation');
  const wrong = figures.get('wrong') ?? 0;
  const cause = record.causes[0]?.code;
  return [
    `${number + 1} of ${of}, ${server.name}, ${clientsText(plan.clients)}: ${countText(Math.round(figures.get('rate') ?? 0))}/s`,
    ...(p99 === undefined ? [] : [`p99 ${latencyText(p99)}`]),
    ...(cpu === undefined ? [] : [`CPU ${threeDigits(cpu)} us an operation`]),
    ...(record.totals.errors === 0 ? [] : [`${record.totals.errors} errors`]),
    ...(wrong === 0 ? [] : [`${wrong} wrong deliveries`]),
    ...(record.verdict === 'pass' ? [] : [cause === undefined ? record.verdict : `${record.verdict} (${cause})`]),
  ].join(', ');
}

/** What happens is said all the same: it may be the reason for what the trial comes to. */
function quietly(write: (text: string) => void): BenchObserver {
  return { onPhase() {}, onConnecting() {}, onSecond() {}, onNote: (sentence) => write(noteText(sentence)) };
}
