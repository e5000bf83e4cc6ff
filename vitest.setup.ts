// Tests that start processes start the built ones: built from what is being tested, not from what was there before.

import { execFileSync } from 'node:child_process';

export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
