// All commands with their flags: what `harness` understands, before anything is done.

import { Command } from 'commander';
import { addAgentCommand } from './agent.ts';
import { addAgentsCommand } from './agents.ts';
import { addBenchCommand } from './bench.ts';
import { addCapacityCommand } from './capacity.ts';
import { addCompareCommand } from './compare.ts';
import { addConnectCommand } from './connect.ts';
import { addInitCommand } from './init.ts';
import { addListCommand } from './list.ts';
import { addReplayCommand } from './replay.ts';
import { addReportCommand } from './report.ts';
import { addServeCommand } from './serve.ts';
import { addVerifyCommand } from './verify.ts';

export function harnessProgram(version: string): Command {
  const program = new Command('harness')
    .description('Load testing and conformance of TCP servers.')
    .version(version)
    .showHelpAfterError('(harness --help and harness <command> --help say what there is)')
    .exitOverride();
  addVerifyCommand(program, version);
  addReplayCommand(program, version);
  addBenchCommand(program, version);
  addCapacityCommand(program, version);
  addCompareCommand(program, version);
  addReportCommand(program);
  addAgentCommand(program, version);
  addAgentsCommand(program, version);
  addListCommand(program);
  addServeCommand(program);
  addConnectCommand(program);
  addInitCommand(program, version);
  program.addHelpText(
    'after',
    '\nExamples, on the reference server and on one of your own:\n' +
      '  harness verify chat                        is it right?\n' +
      '  harness bench chat/direct                  how fast is it?\n' +
      '  harness capacity echo-text/ping            how much can it carry?\n' +
      "  harness verify chat --start './my-server'\n" +
      '  harness bench echo-text/ping --target 127.0.0.1:7000 --rate 1000/s\n' +
      '  harness compare before.json after.json     did it get worse?\n' +
      '  harness init my-protocol                   begin with a protocol of your own',
  );
  return program;
}
