// The scenarios that the package brings.

import type { Scenario } from '../harness/script/scenario.ts';
import broadcast from './chat/broadcast.ts';
import churn from './chat/churn.ts';
import direct from './chat/direct.ts';
import mixed from './chat/mixed.ts';
import stalledReader from './chat/stalled-reader.ts';
import idle from './connect/idle.ts';
import storm from './connect/storm.ts';
import echoBlockPing from './echo-block/ping.ts';
import echoBlockStream from './echo-block/stream.ts';
import echoTextPing from './echo-text/ping.ts';
import keepalivePing from './keepalive/ping.ts';
import flood from './p2p/flood.ts';
import turns from './talk/turns.ts';

export interface BuiltIn {
  readonly name: string;
  readonly scenario: Scenario;
  /** Of the file whose default export it is: an agent in another process imports it from there. */
  readonly module: URL;
}

export const SCENARIOS: readonly BuiltIn[] = [
  builtIn('chat/direct', direct),
  builtIn('chat/broadcast', broadcast),
  builtIn('chat/churn', churn),
  builtIn('chat/mixed', mixed),
  builtIn('chat/stalled-reader', stalledReader),
  builtIn('echo-text/ping', echoTextPing),
  builtIn('echo-block/ping', echoBlockPing),
  builtIn('echo-block/stream', echoBlockStream),
  builtIn('keepalive/ping', keepalivePing),
  builtIn('talk/turns', turns),
  builtIn('p2p/flood', flood),
  builtIn('connect/storm', storm),
  builtIn('connect/idle', idle),
];

export function findScenario(name: string): BuiltIn | undefined {
  return SCENARIOS.find((known) => known.name === name);
}

/** Sources are `.ts` and what is built of them `.js`: whichever this file is, they are, too. */
function builtIn(name: string, scenario: Scenario): BuiltIn {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  return { name, scenario, module: new URL(`./${name}${extension}`, import.meta.url) };
}
