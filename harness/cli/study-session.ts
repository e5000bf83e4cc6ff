// The runs of a study, one after the other: what is shown of each while it goes on, and what Ctrl-C does to them all.

import { HarnessError } from '../errors.ts';
import type { BenchOptions, RunBench } from '../fleet/bench-options.ts';
import { endUs } from '../load/plan.ts';
import type { BenchRecord } from '../record/record.ts';
import { onInterrupt } from './interrupt.ts';
import { plainText } from './panel.ts';
import { noteText, type Progress, startProgress } from './progress.ts';
import type { ProgressKind } from './progress-kinds.ts';
import { progressPlace, type Surroundings } from './surroundings.ts';

type Ran =
  | { readonly kind: 'record'; readonly record: BenchRecord }
  /** Something about this machine or the target kept it from running. */
  | { readonly kind: 'refused'; readonly error: HarnessError }
  /** By a person; what such a run has measured is left out. */
  | { readonly kind: 'stopped' };

export interface StudySession {
  run(options: BenchOptions, title: string): Promise<Ran>;
  /** What has become of a run: a line for people, an event for programs. */
  tell(line: string, event: Readonly<Record<string, unknown>>): void;
  readonly isStopped: boolean;
  /** Gives the signals back. */
  release(): void;
}

/** The title says what all runs are for: a log begins with it. */
export function startSession(kind: ProgressKind, title: string, runBench: RunBench, surroundings: Surroundings): StudySession {
  const { stderr } = surroundings;
  const stop = new AbortController();
  const abort = new AbortController();
  const noted = new Set<string>();
  let current: Progress | undefined;
  const note = (sentence: string) => {
    // What holds for one run mostly holds for the next ones.
    if (noted.has(sentence)) return;
    noted.add(sentence);
    if (current === undefined) stderr.write(`${noteText(sentence)}\n`);
    else current.onNote(sentence);
  };
  const interrupt = onInterrupt(
    () => {
      note('Stopping in order; once more to end at once.');
      stop.abort();
    },
    () => abort.abort(),
  );
  if (kind === 'plain') stderr.write(`${plainText(title)}\n`);
  return {
    get isStopped() {
      return interrupt.now;
    },
    release() {
      current?.end();
      interrupt.release();
    },
    tell(line, event) {
      if (kind === 'json') stderr.write(`${JSON.stringify(event)}\n`);
      else if (kind !== 'none') stderr.write(`${plainText(line)}\n`);
    },
    async run(options, runTitle) {
      if (interrupt.now) return { kind: 'stopped' };
      // A line for each run says all that a log needs of it.
      const shown = kind === 'plain' ? 'none' : kind;
      const plan = { title: runTitle, clients: options.plan.clients, seconds: Math.ceil(endUs(options.plan) / 1e6) };
      const progress = startProgress(shown, plan, progressPlace(surroundings));
      current = progress;
      const observer = {
        onPhase: progress.onPhase.bind(progress),
        onConnecting: progress.onConnecting.bind(progress),
        onSecond: progress.onSecond.bind(progress),
        onNote: note,
      };
      try {
        const record = await runBench(options, observer, { stop: stop.signal, abort: abort.signal });
        return interrupt.now ? { kind: 'stopped' } : { kind: 'record', record };
      } catch (error) {
        if (interrupt.now && error instanceof Error && (error.name === 'AbortError' || error instanceof HarnessError)) {
          return { kind: 'stopped' };
        }
        if (error instanceof HarnessError) return { kind: 'refused', error };
        throw error;
      } finally {
        progress.end();
        current = undefined;
      }
    },
  };
}
