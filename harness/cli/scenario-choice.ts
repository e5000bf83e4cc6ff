// Which scenario an argument means: one that is built in, by its name, or somebody's own, by its file.

import { HarnessError } from '../errors.ts';
import type { LoadedScenario } from '../fleet/bench-options.ts';
import { nearestTo } from '../nearest.ts';

export const SCENARIO_DEFAULT = 'chat/direct';

/** What holds scenarios, and reads those of others. */
interface Scenarios {
  readonly scenarios: readonly LoadedScenario[];
  /** Bundles the file; refuses one that doesn't compile, throws, or is no scenario. */
  loadScenario(file: string): Promise<LoadedScenario>;
}

export async function loadedScenario(argument: string, held: Scenarios): Promise<LoadedScenario> {
  const choice = chooseScenario(argument, held.scenarios);
  return choice.kind === 'built-in' ? choice.loaded : held.loadScenario(choice.file);
}

type ScenarioChoice =
  | { readonly kind: 'built-in'; readonly loaded: LoadedScenario }
  | { readonly kind: 'file'; readonly file: string };

function chooseScenario(argument: string, builtIn: readonly LoadedScenario[]): ScenarioChoice {
  const loaded = builtIn.find(({ name }) => name === argument);
  if (loaded !== undefined) return { kind: 'built-in', loaded };
  if (!looksLikeFile(argument)) throw unknownScenario(argument, builtIn);
  return { kind: 'file', file: argument };
}

export function looksLikeFile(argument: string): boolean {
  return /^(\.{1,2}(\/|$)|\/)/.test(argument) || /\.[cm]?[tj]s$/.test(argument);
}

function unknownScenario(argument: string, builtIn: readonly LoadedScenario[]): HarnessError {
  const names = builtIn.map(({ name }) => name);
  const nearest = nearestTo(argument, names) ?? names.find((name) => name.split('/').includes(argument));
  const meant = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
  const stop = meant === '' ? '. ' : ' ';
  const file = /[\w-]+$/.exec(argument)?.[0] ?? 'mine';
  const hint = `'harness list' shows what there is, and a scenario of your own is a file such as ./${file}.ts`;
  return new HarnessError('flag-invalid', `There is no scenario '${argument}'${meant}${stop}${hint}.`);
}
