// What `harness bench` leads: the scenarios of the package, the loading of others, the run, and the calibration.

import { findScenario, SCENARIOS } from '../../scenarios/catalogue.ts';
import { assert } from '../errors.ts';
import type { LoadedScenario } from '../fleet/bench-options.ts';
import { runBench } from '../fleet/bench-run.ts';
import { calibrate } from '../fleet/calibrate.ts';
import { calibratedEnvironment, calibrationFile, loadCalibration, saveCalibration } from '../fleet/calibration-file.ts';
import { loadScenario } from '../fleet/scenario-source.ts';
import { chooseTransport, type TransportChoice } from '../transport/choose.ts';
import type { Engine } from './bench-command.ts';

export const engine: Engine = {
  runBench,
  scenarios: SCENARIOS.map(loadedFrom),
  loadScenario,
  async loadCalibration(transport) {
    return loadCalibration(calibratedEnvironment(await kindOf(transport)));
  },
  async calibrate(options) {
    const found = findScenario('echo-block/ping');
    assert(found !== undefined, 'the machine is calibrated with echo-block/ping');
    const calibration = await calibrate(runBench, { loaded: loadedFrom(found), ...options });
    saveCalibration(calibratedEnvironment(await kindOf(options.transport)), calibration);
    return calibration;
  },
  calibrationFile: () => calibrationFile(),
};

function loadedFrom({ name, scenario, module }: (typeof SCENARIOS)[number]): LoadedScenario {
  return { name, scenario, module: module.href, builtIn: name };
}

/** A calibration is of the transport that is really used. */
async function kindOf(wanted: TransportChoice): Promise<string> {
  const { transport } = await chooseTransport(wanted);
  transport.close();
  return transport.kind;
}
