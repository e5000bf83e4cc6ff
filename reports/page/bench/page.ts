// A run of bench as a page: what matters at first, then all that there is, in the order in which a reader digs.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { notesToShow } from '../../bench/sentences.ts';
import type { Chart } from '../chart.ts';
import type { PageContent, Section } from '../content.ts';
import { html } from '../html.ts';
import { environmentRows, facts, list, section } from '../parts.ts';
import { connectionSection } from './connections.ts';
import { correctnessSection } from './correctness.ts';
import { diagnosisSection } from './diagnoses.ts';
import { downloadsOf } from './downloads.ts';
import { errorSection } from './errors.ts';
import { firstScreen } from './first-screen.ts';
import { fleetSection } from './fleet.ts';
import { generatorSection } from './generator.ts';
import { latencySection } from './latency.ts';
import { operationsSection } from './operations.ts';
import { planSection } from './plan.ts';
import { chartGrid, chartsOf } from './run-charts.ts';
import { targetSection } from './target.ts';
import { thresholdSection } from './thresholds.ts';
import { trialsSection } from './trials.ts';

export function benchContent(record: BenchRecord): PageContent {
  const { verdict, scenario, startedAt } = record;
  const charts = chartsOf(record);
  const sections = [
    diagnosisSection(record, charts),
    latencySection(record, charts.latency),
    timeSection(record, charts.time),
    operationsSection(record),
    correctnessSection(record),
    errorSection(record),
    thresholdSection(record),
    connectionSection(record, charts.connections),
    targetSection(record),
    generatorSection(record, charts.generator),
    fleetSection(record),
    trialsSection(record),
    planSection(record),
    section('notes', 'Notes', list(notesToShow(record).map((note) => html`${note}`))),
    section('environment', 'Environment', facts(environmentRows(record.environment))),
  ];
  return {
    title: `${verdict}: ${scenario.name}, ${startedAt}`,
    first: firstScreen(record, charts),
    sections: sections.filter((one) => one !== undefined),
    downloads: downloadsOf(record),
  };
}

function timeSection({ steadiness }: BenchRecord, charts: readonly Chart[]): Section | undefined {
  if (charts.length === 0) return undefined;
  const body = html`<p>${steadiness.sentence} All charts here have one time axis.</p>
${chartGrid(charts)}`;
  return section('over-time', 'Over time', body);
}
