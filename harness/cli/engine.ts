// What `harness bench` leads: the scenarios of the package, the loading of others, the run, and the calibration.

import { findScenario, SCENARIOS } from '../../scenarios/catalogue.ts';
import { assert } from '../errors.ts';
import { sleepyProcessors } from '../fleet/awake.ts';
import type { LoadedScenario } from '../fleet/bench-options.ts';
import { runBench } from '../fleet/bench-run.ts';
import { type CalibrateOptions, calibrate } from '../fleet/calibrate.ts';
import {
  type CalibratedEnvironment,
  calibratedEnvironment,
  calibrationFile,
  loadCalibration,
  saveCalibration,
} from '../fleet/calibration-file.ts';
import { loadScenario } from '../fleet/scenario-source.ts';
import { chooseTransport } from '../transport/choose.ts';
import type { Engine } from './bench-command.ts';

export const engine: Engine = {
  runBench,
  scenarios: SCENARIOS.map(loadedFrom),
  loadScenario,
  async machineFor({ transport, awake: choice }) {
    const awake = sleepyProcessors(choice);
    return { awake, calibration: loadCalibration(await environmentFor({ transport, awake })) };
  },
  async calibrate({ awake: choice, ...others }) {
    const options = { ...others, awake: sleepyProcessors(choice) };
    const found = findScenario('echo-block/ping');
    assert(found !== undefined, 'the machine is calibrated with echo-block/ping');
    const calibration = await calibrate(runBench, { loaded: loadedFrom(found), ...options });
    saveCalibration(await environmentFor(options), calibration);
    return calibration;
  },
  calibrationFile: () => calibrationFile(),
};

function loadedFrom({ name, scenario, module }: (typeof SCENARIOS)[number]): LoadedScenario {
  return { name, scenario, module: module.href, builtIn: name };
}

/** A calibration is of the transport that is really used, and of processors that are kept awake or are not. */
async function environmentFor(wanted: Pick<CalibrateOptions, 'transport' | 'awake'>): Promise<CalibratedEnvironment> {
  const { transport } = await chooseTransport(wanted.transport);
  transport.close();
  return calibratedEnvironment(transport.kind, wanted.awake.length > 0);
}
