// Any bytes, at any speed, from any number of clients, may cost the sender its connection and nothing else: generated inputs for
// every protocol, against the pure sessions, and fewer of them through the event loop on a network that cuts and resets.
// HARNESS_FUZZ_SEED replays a run, and HARNESS_FUZZ_INPUTS makes it longer. What an input meets depends on all before it, so that
// the number of an input is of use only with the seed of its run; a failure names both.

import { describe, expect, it } from 'vitest';
import { SeededChance } from './chance.test-support.ts';
import { MODES, type Mode, PureFuzz } from './fuzz.test-support.ts';
import { PROTOCOL_NAMES, type ProtocolName } from './protocols/protocols.ts';
import { type Peer, World } from './world.test-support.ts';

const SEED = Number(process.env.HARNESS_FUZZ_SEED ?? Date.now() % 2 ** 31);
const INPUTS = Number(process.env.HARNESS_FUZZ_INPUTS ?? 1_000_000);
/** In CI the bulk is to take no longer; it takes a fraction of this. */
const BULK_MS_MAX = 60_000;

describe(`any bytes (HARNESS_FUZZ_SEED=${SEED})`, () => {
  const inputs = Math.ceil(INPUTS / MODES.length);

  it.each(MODES)(
    `cost nobody but their sender anything in $name: ${inputs} inputs`,
    (mode: Mode) => {
      const fuzz = new PureFuzz(mode, SEED);
      fuzz.run(inputs);
      expect(fuzz.inputs).toBe(inputs);
      expect(fuzz.pairsServed).toBeGreaterThan(10);
    },
    BULK_MS_MAX,
  );

  it('are found out when a session throws, or says what it may not, with the seed and the number of the input', () => {
    const [chat] = MODES;
    const throwing = new PureFuzz(chat, SEED);
    throwing.spoil((session) => {
      const { onBytes } = session;
      session.onBytes = (bytes, start, end) => {
        if (end - start === 7) throw new Error('seven bytes');
        onBytes.call(session, bytes, start, end);
      };
    });
    expect(() => throwing.run(100_000)).toThrow(new RegExp(`^input \\d+ of HARNESS_FUZZ_SEED=${SEED}: Error: seven bytes`));
    const dirty = new PureFuzz(chat, SEED);
    dirty.spoil((_, line) => line.send(Buffer.alloc(1500, 1)));
    expect(() => dirty.run(100_000)).toThrow('frame');
  });

  it.each(PROTOCOL_NAMES)('leave an event loop that serves %s, however the network cuts and resets', async (protocol) => {
    for (let round = 0; round < 3; round++) await fuzzWorld(protocol, SEED + round);
  });
});

const PEERS = 30;
const ACTS = 600;
const ANSWERS = 3000;

async function fuzzWorld(protocol: ProtocolName, seed: number): Promise<void> {
  const chance = new SeededChance(seed);
  const world = await World.open({
    protocol,
    // A script has always something more to say in p2p, and the virtual time until it has ended is long.
    operator: protocol === 'p2p' ? chance.pick(['stdio', 'echo']) : chance.pick(['stdio', 'echo', 'script']),
    capacity: 10,
    network: {
      seed,
      segmentBytesMax: 60 + chance.below(640),
      delayUs: { min: 1, max: 300 },
      readDelayUsMax: 200,
      windowBytes: 8 * 1024,
      resetOneIn: 1000,
      halfCloseOneIn: 1000,
    },
  });
  const mode = MODES.find(({ name }) => name.startsWith(protocol)) ?? MODES[0];
  const peers: Peer[] = [];
  for (let act = 0; act < ACTS; act++) {
    const place = chance.below(PEERS);
    const peer = peers[place];
    if (peer === undefined || peer.outcome !== undefined) peers[place] = world.connect();
    else fuzzPeer(chance, peer, mode);
    if (chance.oneIn(20)) world.terminal.type('an answer');
    if (chance.oneIn(10)) await world.quiet(chance.below(2000));
  }
  for (const peer of peers) peer?.reset();
  // Those that have gone asked before the newcomers; and who has said more than is kept is not read, and so not known to have
  // gone, before some of it is answered.
  for (let answer = 0; answer < ANSWERS; answer++) world.terminal.type('an answer');
  await world.quiet(20_000_000);
  expect(world.places.taken).toBe(0);
  const { service } = world;
  if ('members' in service) expect(service.members).toEqual([]);
  // This network may take a newcomer's connection too, but not that of every one.
  let answers = 0;
  for (let newcomer = 0; newcomer < 20; newcomer++) {
    const peer = world.connect();
    await world.quiet();
    peer.write(protocol === 'chat' ? Buffer.from('newcomer'.padEnd(1500, '\0')) : Buffer.from('hello\n'.padEnd(1024, '\0')));
    world.terminal.type('an answer');
    await world.quiet();
    if (peer.received.length > 0) answers++;
    peer.close();
    await world.quiet(5_000_000);
  }
  expect(answers).toBeGreaterThan(10);
  expect(world.places.taken).toBe(0);
  world.close();
}

function fuzzPeer(chance: SeededChance, peer: Peer, mode: Mode): void {
  switch (chance.below(24)) {
    case 0:
      peer.reset();
      break;
    case 1:
      peer.close();
      break;
    case 2:
      peer.halfClose();
      break;
    case 3:
      peer.stopReading();
      break;
    case 4:
      peer.resumeReading();
      break;
    default:
      peer.write(mode.input(chance));
  }
}
