// `harness report`: its flags. What is behind them is loaded when it runs.

import type { Command } from 'commander';
import { fileName } from './flags.ts';
import type { ReportFlags } from './report-command.ts';
import { reportFormat } from './report-flags.ts';

/** A test brings another `run`. */
export function addReportCommand(program: Command, run = runHere): void {
  program
    .command('report')
    .summary('make a page, or what CI systems read, of the records that runs left')
    .description(
      'Makes a report of one record of bench, verify, capacity or compare, or sets several of bench, or of verify, beside each ' +
        'other: a page that stands by itself, or a form that other programs read. A record is the file that a run leaves in runs/; ' +
        '- reads one from standard input.',
    )
    .argument(
      '<record...>',
      'files that harness bench, verify, capacity or compare wrote; name=FILE gives one a name of your own',
    )
    .option(
      '--out <file>',
      'where to (default: a page beside the first record; all else to standard output); - is standard output',
      fileName('--out'),
    )
    .option(
      '--format <format>',
      'html, junit, markdown, csv, hlog, json or text (default: as --out is named, else html)',
      reportFormat,
    )
    .option('--title <title>', 'what the report is called')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  harness report runs/chat.json                              a page beside the record\n' +
        '  harness report runs/chat.json --out junit.xml\n' +
        '  harness report runs/chat.json --format markdown >> "$GITHUB_STEP_SUMMARY"\n' +
        '  harness report thread=a.json event=b.json --out compared.html\n' +
        '\nLeaves with 0 when the report was made, whatever it says; 3 for what is no\n' +
        'record, or records that can not be set beside each other; 4 when it could not\n' +
        'be written.',
    )
    .action(async (records: readonly string[], flags: ReportFlags) => {
      process.exitCode = await run(records, flags);
    });
}

async function runHere(records: readonly string[], flags: ReportFlags): Promise<number> {
  const { reportCommand } = await import('./report-command.ts');
  return reportCommand(records, flags, process);
}
