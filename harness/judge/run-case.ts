// One case from its beginning to its verdict: the stage is set, it is driven within its time, everything is let go of, and what is left
// is judged.

import type { Actor } from './actor.ts';
import type { Case } from './case.ts';
import type { History } from './history.ts';
import { type Judgement, notApplicable } from './judgement.ts';
import { NotSetUp, Scene, type SceneOptions } from './scene.ts';
import type { Target } from './target.ts';

export interface CaseRun {
  readonly judgement: Judgement;
  readonly durationMs: number;
  readonly history: History;
  readonly facts: unknown;
}

const TIME_LIMIT_MS = 15_000;

const LEFT = 'The target ended with its client, as it may, and there was nobody for who came next.';

type Driven = { readonly kind: 'driven'; readonly facts: unknown } | { readonly kind: 'stopped'; readonly why: string };

export async function runCase<A extends Actor>(
  one: Pick<Case<A>, 'drive' | 'judge' | 'timeLimitMs'>,
  options: SceneOptions<A>,
  signal?: AbortSignal,
): Promise<CaseRun> {
  const scene = new Scene(options);
  const { clock } = scene;
  const beganUs = clock.nowUs();
  const driven = await drive(one, scene, signal);
  const { ended } = options.target;
  if (ended !== undefined) scene.record({ kind: 'target-ended', how: ended });
  const history = [...scene.history];
  await scene.release();
  const durationMs = (clock.nowUs() - beganUs) / 1000;
  const judgement = (await hasLeft(options.target, history)) ?? judge(one, driven, history, options);
  return { judgement, durationMs, history, facts: driven.kind === 'driven' ? driven.facts : undefined };
}

/** Whoever comes behind the client of a target that ends with it finds nobody, and that is as it may be. */
async function hasLeft(target: Target, history: History): Promise<Judgement | undefined> {
  if (target.hasLeftWithItsClient === undefined || !history.some(({ kind }) => kind === 'not-connected')) return undefined;
  return (await target.hasLeftWithItsClient()) ? notApplicable(LEFT) : undefined;
}

async function drive<A extends Actor>(
  one: Pick<Case<A>, 'drive' | 'timeLimitMs'>,
  scene: Scene<A>,
  signal: AbortSignal | undefined,
): Promise<Driven> {
  const { timeLimitMs = TIME_LIMIT_MS } = one;
  const { clock } = scene;
  return await new Promise<Driven>((resolve) => {
    const stop = (why: string): void => {
      limit.cancel();
      signal?.removeEventListener('abort', interrupt);
      resolve({ kind: 'stopped', why });
      scene.giveUp();
    };
    const interrupt = (): void => stop('The run was stopped.');
    const limit = clock.at(clock.nowUs() + timeLimitMs * 1000, () =>
      stop(`It took longer than ${timeLimitMs / 1000} s, and was broken off.`),
    );
    signal?.addEventListener('abort', interrupt);
    one.drive(scene).then(
      (facts) => {
        limit.cancel();
        signal?.removeEventListener('abort', interrupt);
        resolve({ kind: 'driven', facts });
      },
      (error: unknown) => stop(error instanceof NotSetUp ? `The stage was not set: ${error.message}.` : scriptError(error)),
    );
    if (signal?.aborted) interrupt();
  });
}

function judge<A extends Actor>(
  one: Pick<Case<A>, 'judge'>,
  driven: Driven,
  history: History,
  { profile, target }: SceneOptions<A>,
): Judgement {
  // Whatever it was about: a server that dies is not right.
  if (target.ended !== undefined) return { verdict: 'fail', message: target.ended };
  if (driven.kind === 'stopped') return { verdict: 'inconclusive', message: driven.why };
  let judgement: Judgement;
  try {
    judgement = one.judge({ history, facts: driven.facts, profile });
  } catch (error) {
    return { verdict: 'inconclusive', message: scriptError(error) };
  }
  const missed = history.find((event) => event.kind === 'goal' && !event.isReached);
  if (judgement.verdict === 'pass' && missed?.kind === 'goal') {
    return { verdict: 'inconclusive', message: `What it is about did not happen: ${missed.name}.` };
  }
  return judgement;
}

/** A mistake of the case's, which says nothing of the target. */
function scriptError(error: unknown): string {
  return `The case itself failed: ${error instanceof Error ? error.message : String(error)}`;
}
