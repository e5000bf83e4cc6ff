// Tests that start processes start the built ones: built from what is being tested, not from what was there before. Where the host of a
// virtual machine takes its processors away they are kept awake, as they are for whoever measures: many tests wait for other processes.

import { execFileSync } from 'node:child_process';
import { keepAwake, sleepyProcessors } from './harness/fleet/awake.ts';

export default function prepare(): () => void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  const awake = keepAwake(sleepyProcessors('auto'));
  return () => awake.end();
}
