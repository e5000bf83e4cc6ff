// A scenario that somebody wrote, as a file: loaded, and held to what a scenario is.

import type { LoadedScenario } from './bench-options.ts';
import { type LoadingOptions, loadOwnModule } from './own-module.ts';
import { scenarioIn } from './scenario-check.ts';

export interface ScenarioSource extends LoadedScenario {
  /** Deletes the bundle: nobody can load it any more. It is gone with the process at the latest. */
  remove(): void;
}

export function loadScenario(file: string, options: LoadingOptions = {}): Promise<ScenarioSource> {
  const kind = { noun: 'scenario', code: 'scenario-invalid' } as const;
  return loadOwnModule(
    file,
    kind,
    ({ exports, named, name: usualName, module, bundle, source, remove }) => {
      const { scenario, name } = scenarioIn(exports, named, usualName);
      return { name, scenario, module, bundle, source, remove };
    },
    options,
  );
}
