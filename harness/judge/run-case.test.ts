import { beforeEach, describe, expect, it } from 'vitest';
import { EchoTarget, sceneOptions } from './echo-target.test-support.ts';
import { fail } from './judgement.ts';
import { Judging } from './judging.ts';
import { runCase } from './run-case.ts';
import type { Scene } from './scene.ts';

let target: EchoTarget;

beforeEach(async () => {
  target = await EchoTarget.open();
});

const pass = () => ({ verdict: 'pass' }) as const;

async function says(scene: Scene): Promise<{ text: string }> {
  const alice = await scene.connected('alice');
  alice.send('hi');
  await alice.next();
  return { text: 'hi' };
}

describe('a case', () => {
  it('is judged by its history and its facts, and leaves nobody connected', async () => {
    const run = await runCase(
      {
        drive: says,
        judge: ({ history, facts }) => {
          const { text } = facts as { text: string };
          return new Judging(history, sceneOptions(target).framings.receives).heard('alice', [text]).judgement;
        },
      },
      sceneOptions(target),
    );
    expect(run.judgement).toEqual({ verdict: 'pass', evidence: 'timer' });
    expect(run.facts).toEqual({ text: 'hi' });
    expect(target.connections.size).toBe(0);
  });

  it('does not apply where the target ended with its client, as it may, and the next found nobody', async () => {
    const nobody = { address: '127.0.0.1', port: 8 };
    const judged = async (left: boolean, to = nobody) => {
      const gone = { ...sceneOptions(target), target: { ...target, transport: target.transport, to, look: () => undefined } };
      const hasLeftWithItsClient = async () => left;
      const drive = async (scene: Scene) => ({ came: await scene.actor('next').connect() });
      const judge = ({ facts }: { facts: unknown }) => ((facts as { came: boolean }).came ? pass() : fail('Nobody was there.'));
      return (await runCase({ drive, judge }, { ...gone, target: { ...gone.target, hasLeftWithItsClient } })).judgement.verdict;
    };
    expect(await judged(true)).toBe('not-applicable');
    expect(await judged(false)).toBe('fail');
    expect(await judged(true, target.to)).toBe('pass');
  });

  it('says nothing of the rule when the stage was not set', async () => {
    const drive = async (scene: Scene) => scene.require(false, 'nobody could register');
    const { judgement } = await runCase({ drive, judge: () => fail('never judged') }, sceneOptions(target));
    expect(judgement).toEqual({ verdict: 'inconclusive', message: 'The stage was not set: nobody could register.' });
  });

  it('is inconclusive when what it is about did not happen, unless it failed all the same', async () => {
    const drive = async (scene: Scene) => scene.goal('two claims overlapped', false);
    const passed = await runCase({ drive, judge: pass }, sceneOptions(target));
    expect(passed.judgement).toEqual({
      verdict: 'inconclusive',
      message: 'What it is about did not happen: two claims overlapped.',
    });
    const failed = await runCase({ drive, judge: () => fail('Wrong.') }, sceneOptions(target));
    expect(failed.judgement.verdict).toBe('fail');
  });

  it('is broken off at its limit, whatever it waits for', async () => {
    target.onBytes = () => {};
    const drive = async (scene: Scene) => {
      const alice = await scene.connected('alice');
      for (;;) await alice.next();
    };
    const { judgement, durationMs } = await runCase({ drive, judge: pass, timeLimitMs: 5000 }, sceneOptions(target));
    expect(judgement).toEqual({ verdict: 'inconclusive', message: 'It took longer than 5 s, and was broken off.' });
    expect(durationMs).toBeGreaterThanOrEqual(5000);
    expect(target.connections.size).toBe(0);
  });

  it('is broken off when the run is stopped', async () => {
    const stop = new AbortController();
    const drive = async (scene: Scene) => {
      stop.abort();
      await scene.pause(60_000);
    };
    const { judgement } = await runCase({ drive, judge: pass }, sceneOptions(target), stop.signal);
    expect(judgement).toEqual({ verdict: 'inconclusive', message: 'The run was stopped.' });
  });

  it('fails when the target dies in it, whatever it was about', async () => {
    const drive = async (scene: Scene) => {
      await says(scene);
      target.ended = 'The target ended with exit code 139.';
    };
    const { judgement, history } = await runCase({ drive, judge: pass }, sceneOptions(target));
    expect(judgement).toEqual({ verdict: 'fail', message: 'The target ended with exit code 139.' });
    expect(history.at(-1)?.kind).toBe('target-ended');
  });

  it('blames itself, and not the target, for what its script throws', async () => {
    const drive = () => Promise.reject(new Error('x is not a function'));
    const { judgement } = await runCase({ drive, judge: pass }, sceneOptions(target));
    expect(judgement).toEqual({ verdict: 'inconclusive', message: 'The case itself failed: x is not a function' });
    const judge = () => {
      throw new Error('y is not a function');
    };
    expect((await runCase({ drive: says, judge }, sceneOptions(target))).judgement.verdict).toBe('inconclusive');
  });
});
