import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from './actor.ts';
import { EchoTarget, sceneOptions } from './echo-target.test-support.ts';
import { Scene } from './scene.ts';

let target: EchoTarget;
let scene: Scene;
let alice: Actor;

beforeEach(async () => {
  target = await EchoTarget.open();
  scene = new Scene(sceneOptions(target));
  alice = await scene.connected('alice');
});

function kinds(): string[] {
  return scene.history.map(({ kind }) => kind);
}

describe('an actor', () => {
  it('hears what comes in the order in which it came, and takes each frame once', async () => {
    alice.sendTogether(['one', 'two', 'three']);
    expect((await alice.hears(2)).map(String)).toEqual(['one', 'two']);
    expect(String(await alice.next())).toBe('three');
    expect(alice.untaken).toBe(0);
  });

  it('answers what does not come with what did, after its patience', async () => {
    alice.send('one');
    const beganUs = scene.clock.nowUs();
    expect((await alice.hears(2)).map(String)).toEqual(['one']);
    expect(scene.clock.nowUs() - beganUs).toBe(1_000_000);
    expect(scene.history.at(-1)).toMatchObject({ kind: 'waited', actor: 'alice', ms: 1000, what: '2 frames' });
  });

  it('stops waiting when the target ends the conversation', async () => {
    target.onBytes = (connection) => connection.reset();
    alice.send('one');
    expect(await alice.next()).toBeUndefined();
    expect(alice.ended).toBe('reset');
    expect(scene.clock.nowUs()).toBeLessThan(1_000_000);
  });

  it('stops waiting when the target sends no more, although it reads still', async () => {
    target.onBytes = (connection) => connection.endWriting();
    alice.send('one');
    expect(await alice.next()).toBeUndefined();
    expect(alice.ended).toBe('closed');
    expect(alice.isOpen).toBe(true);
    expect(await alice.next()).toBeUndefined();
    expect(scene.clock.nowUs()).toBeLessThan(1_000_000);
  });

  it('hears up to a frame that matches, and tells by the last whether there was one', async () => {
    alice.sendTogether(['one', 'two', 'end', 'more']);
    expect((await alice.hearsUntil('the end', (frame) => String(frame) === 'end')).map(String)).toEqual(['one', 'two', 'end']);
    expect((await alice.hearsUntil('the end', (frame) => String(frame) === 'end')).map(String)).toEqual(['more']);
  });

  it('is fenced by what came behind the suspect, and by nothing else', async () => {
    alice.sendTogether(['suspect', 'fence']);
    expect(await alice.isFencedBy('fence')).toBe(true);
    expect(kinds()).toContain('fence');
    alice.send('suspect');
    expect(await alice.isFencedBy('other fence')).toBe(false);
    expect(kinds().filter((kind) => kind === 'fence').length).toBe(1);
  });

  it('sends in pieces that the target has read apart', async () => {
    expect(await alice.sendInPieces(alice.encoded('abc'), [1, 2])).toBe(true);
    expect(String(await alice.next())).toBe('abc');
    expect(kinds().filter((kind) => kind === 'sent' || kind === 'cut')).toEqual(['sent', 'cut', 'sent', 'cut', 'sent']);
    expect(scene.history.filter((event) => event.kind === 'cut' && event.separation === 'proved').length).toBe(2);
  });

  it('knows who ended the conversation', async () => {
    alice.halfClose();
    expect(await alice.ends()).toBe('closed');
    expect(kinds()).toEqual(['connected', 'left', 'ended']);
  });

  it('leaves by a reset where the target has ended its stream first, and in order otherwise', async () => {
    const bob = await scene.connected('bob');
    target.onBytes = (connection) => connection.close();
    bob.send('go');
    expect(await bob.ends()).toBe('closed');
    await scene.release();
    // Whatever is recorded while a scene is let go of is no part of its history.
    expect(scene.history.some((event) => event.kind === 'left')).toBe(false);
    expect(target.connections.size).toBe(0);
  });

  it('keeps only beginnings where it is told to, and counts', async () => {
    const crowd = await scene.connected('crowd', { isKept: false });
    crowd.send('x'.repeat(90));
    expect(await crowd.until('the echo', () => crowd.framesReceived === 1)).toBe(true);
    expect(crowd.bytesReceived).toBe(91);
    expect(crowd.frames).toEqual([]);
    expect(scene.history.at(-1)).toMatchObject({ kind: 'received', omittedBytes: 59 });
  });

  it('says how it failed to connect', async () => {
    target.transport.close();
    const bob = scene.actor('bob');
    expect(await bob.connect()).toBe(false);
    expect(scene.history.at(-1)).toMatchObject({ kind: 'not-connected', actor: 'bob' });
    await expect(scene.connected('carol')).rejects.toThrow('carol could not connect');
  });
});

describe('a scene', () => {
  it('never makes the same token twice, nor another scene of the run', () => {
    const other = new Scene({ ...sceneOptions(target), number: 1 });
    const tokens = Array.from({ length: 500 }, () => [scene.token(), other.token()]).flat();
    expect(new Set(tokens).size).toBe(1000);
    expect(tokens.every((token) => /^[0-9a-z]{6}$/.test(token))).toBe(true);
  });

  it('makes the same tokens and choices of the same seed and number', () => {
    const again = new Scene(sceneOptions(target));
    const fresh = new Scene(sceneOptions(target));
    expect([again.token(), again.chance.below(1000)]).toEqual([fresh.token(), fresh.chance.below(1000)]);
  });

  it('lets nobody go on who waits when it is given up', async () => {
    let hasGoneOn = false;
    void alice.next().then(() => {
      hasGoneOn = true;
    });
    scene.giveUp();
    void alice.hears(1).then(() => {
      hasGoneOn = true;
    });
    alice.send('late');
    await scene.pause(5000);
    expect(hasGoneOn).toBe(false);
  });
});
