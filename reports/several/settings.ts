// What was run, and where: what is different between runs besides their figures.

import { describePlan } from '../../harness/load/plan.ts';
import type { BenchRecord, Environment } from '../../harness/record/record.ts';
import type { VerifyRecord } from '../../harness/record/verify-record.ts';
import { planOf } from '../bench/sentences.ts';
import { bytesText, countText } from '../figures.ts';
import { processorsText, targetText } from '../target-words.ts';

export interface Setting {
  readonly name: string;
  /** By run. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

export function benchSettings(records: readonly BenchRecord[]): Setting[] {
  return [
    setting('target', records, ({ target }) => targetText(target)),
    setting('scenario', records, ({ scenario }) => scenario.name),
    setting('parameters', records, ({ scenario }) => paramsText(scenario.params)),
    setting('plan', records, ({ plan }) => describePlan(planOf(plan))),
    setting('duration', records, ({ totals }) => `${countText(totals.seconds)} s`),
    setting('seed', records, ({ seed }) => String(seed)),
    ...machineSettings(records),
  ];
}

export function verifySettings(records: readonly VerifyRecord[]): Setting[] {
  return [
    setting('target', records, ({ target }) => targetText(target)),
    setting('client frames', records, ({ protocol: { clientFrameBytes } }) =>
      clientFrameBytes === undefined ? '–' : `${countText(clientFrameBytes)} bytes`,
    ),
    setting('left out', records, ({ selection }) => countText(selection.notSelected)),
    setting('seed', records, ({ seed }) => String(seed)),
    ...machineSettings(records),
  ];
}

/** Row by row, as a table of environments has them. */
export function environmentSettings(environments: readonly Environment[]): Setting[] {
  return [
    setting('processors', environments, processorsText),
    setting('memory', environments, ({ memoryBytes }) => bytesText(memoryBytes)),
    setting('system', environments, ({ platform, kernel, architecture }) => `${platform} ${kernel} on ${architecture}`),
    setting('descriptors', environments, ({ descriptors }) => (descriptors === undefined ? '–' : countText(descriptors))),
    setting('harness', environments, ({ harness }) => harness),
    setting('node', environments, ({ node }) => node.replace(/^v/, '')),
    setting('transport', environments, ({ transport, transportReason }) => `${transport}: ${transportReason}`),
  ];
}

/** What was asked of the targets is the same but for how long, so that figures can be set against each other. */
export function isOneLoad(records: readonly BenchRecord[]): boolean {
  return new Set(records.map(loadText)).size < 2;
}

function loadText({ scenario, plan }: BenchRecord): string {
  // How long one stretch takes changes nothing of the load; of several it does.
  const segments = plan.segments.map(({ from, to, durationUs }) => [from, to, plan.segments.length === 1 ? 0 : durationUs]);
  return JSON.stringify([scenario.name, paramsText(scenario.params), plan.kind, plan.clients, segments, plan.thinkUs]);
}

function machineSettings(records: readonly { readonly environment: Environment }[]): Setting[] {
  return [
    setting('machine', records, ({ environment }) =>
      [processorsText(environment), bytesText(environment.memoryBytes), `${environment.platform} ${environment.kernel}`].join(
        ', ',
      ),
    ),
    setting('harness', records, ({ environment: { harness, node } }) => `${harness} on Node ${node.replace(/^v/, '')}`),
    setting('transport', records, ({ environment }) => environment.transport),
  ];
}

function setting<T>(name: string, of: readonly T[], textOf: (one: T) => string): Setting {
  const values = of.map(textOf);
  return { name, values, differs: new Set(values).size > 1 };
}

function paramsText(params: BenchRecord['scenario']['params']): string {
  const texts = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return texts.length === 0 ? '–' : texts.toSorted().join(', ');
}

/** A row for each question that any of the servers was asked; those that have no answer to compare have a dash. */
export function profileSettings(records: readonly VerifyRecord[]): Setting[] {
  const profiles = records.map(({ profile }) => new Map(Object.entries(profile)));
  const ids = new Set(profiles.flatMap((profile) => [...profile.keys()]));
  return [...ids].map((id) => {
    const answers = profiles.map((profile) => profile.get(id));
    const known = answers.flatMap((one) => one?.answer ?? []);
    const { question, clause } = answers.find((one) => one !== undefined) ?? { question: id, clause: '' };
    return {
      name: clause === '' ? question : `${question} (${clause})`,
      values: answers.map((one) => one?.answer ?? '–'),
      differs: new Set(known).size > 1,
    };
  });
}
