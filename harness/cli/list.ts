// `harness list`: the scenarios there are.

import type { Command } from 'commander';
import { fold } from '../../reports/formats/text/fold.ts';
import type { LoadedScenario } from '../fleet/bench-options.ts';
import type { Param, Scenario } from '../script/scenario.ts';

export function addListCommand(program: Command): void {
  program
    .command('list')
    .summary('show the scenarios of harness bench')
    .description(
      'Shows the scenarios: what each does and measures, its dialect, its parameters, and how it runs when nothing else is said.',
    )
    .option('--json', 'as one JSON array')
    .action(async ({ json }: { readonly json?: true }) => {
      const { scenarios } = (await import('./engine.ts')).engine;
      process.stdout.write(json ? listAsJson(scenarios) : renderList(scenarios, process.stdout.columns));
    });
}

type Listed = Pick<LoadedScenario, 'name' | 'scenario'>;

export function listAsJson(scenarios: readonly Listed[]): string {
  return `${JSON.stringify(
    scenarios.map(({ name, scenario: { summary, dialect, params = {}, defaults = {}, thresholds = [] } }) => ({
      name,
      dialect: dialect.name,
      port: dialect.port,
      hasReference: dialect.reference !== undefined,
      summary,
      params,
      defaults,
      thresholds,
    })),
  )}\n`;
}

export function renderList(scenarios: readonly Listed[], columns: number | undefined): string {
  const blocks = scenarios.map(({ name, scenario }) => {
    const { summary, dialect, params = {}, thresholds = [] } = scenario;
    const lines = [
      `${name}  (${dialect.name}, port ${dialect.port})`,
      `  ${fold(summary, 2, columns)}`,
      `  ${fold(usually(scenario), 2, columns)}`,
      ...Object.entries(params).map(([key, param]) => `  --param ${fold(describeParam(key, param), 10, columns)}`),
      ...(thresholds.length === 0 ? [] : [`  ${fold(`has to reach: ${thresholds.join(', ')}`, 2, columns)}`]),
    ];
    return `${lines.join('\n')}\n`;
  });
  return blocks.join('\n');
}

function usually({ defaults = {} }: Scenario): string {
  const { clients, durationMs, ratePerSecond, thinkMs } = defaults;
  const parts = [
    ...(clients === undefined ? [] : [`--clients ${clients}`]),
    ...(durationMs === undefined ? [] : [`--duration ${durationMs % 1000 === 0 ? `${durationMs / 1000}s` : `${durationMs}ms`}`]),
    ...(ratePerSecond === undefined ? [] : [`--rate ${ratePerSecond}/s`]),
    ...(thinkMs === undefined ? [] : [`--think ${thinkMs}ms`]),
  ];
  return parts.length === 0 ? 'by default: --clients 100 --duration 10s' : `by default: ${parts.join(' ')}`;
}

function describeParam(key: string, { summary, default: value, min, max, choices }: Param): string {
  const range =
    choices !== undefined
      ? ` (${choices.join(', ')})`
      : min !== undefined && max !== undefined
        ? ` (${min} to ${max})`
        : min !== undefined
          ? ` (from ${min})`
          : max !== undefined
            ? ` (up to ${max})`
            : '';
  return `${key}=${value}${range}: ${summary}`;
}
