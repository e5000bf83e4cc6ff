// Records as JUnit XML, which CI systems read. There are several schemas of it and no standard; this keeps to what they have in
// common, which is what Jenkins checks its reports by: no `skipped` at the top, times with a point and three digits, a suite that is
// never empty, the properties before the tests, and messages as attributes, because of what is skipped nothing else is shown. Some
// readers take two tests of one name in a suite for one, so names are kept apart.
//
// What failed is a failure. What is inconclusive, does not apply or was expected to fail is skipped, with the reason; and where
// nothing else is red although the run is not green, a test of the run says why.

import type { AnyRecord } from '../../harness/record/any-record.ts';
import { headline } from '../bench/sentences.ts';
import { capacityHeadline } from '../capacity/sentences.ts';
import { comparisonHeadline } from '../comparison/sentences.ts';
import type { Report } from '../report.ts';
import { sweepHeadline } from '../sweep/sentences.ts';
import { verifyHeadline } from '../verify/sentences.ts';
import { benchSuite } from './junit/bench.ts';
import { capacitySuite, comparisonSuite, studyMs, sweepSuite } from './junit/studies.ts';
import type { Suite, Test } from './junit/suite.ts';
import { verifySuites } from './junit/verify.ts';
import { cutAt } from './plain-line.ts';

/** Databases behind the viewers have columns of this width. */
const NAME_SIGNS_MAX = 250;
const MESSAGE_SIGNS_MAX = 1_000;
const TEXT_SIGNS_MAX = 60_000;

export function renderJunit(report: Report): string {
  const suites = named(suitesOf(report));
  const tests = suites.flatMap((suite) => suite.tests);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', {
      name: titleOf(report),
      tests: String(tests.length),
      failures: countOf(tests, 'failure'),
      errors: countOf(tests, 'error'),
      time: secondsText(report.entries.reduce((sum, { record }) => sum + durationOf(record), 0)),
    }),
    ...suites.flatMap((suite, index) => suiteLines(suite, index)),
    '</testsuites>',
    '',
  ];
  return lines.join('\n');
}

/** Of one record the scenario or the protocol is name enough; of several, each has its own before it. */
function suitesOf(report: Report): Suite[] {
  const isOne = report.entries.length === 1;
  switch (report.kind) {
    case 'bench':
      return report.entries.map(({ name, record }) =>
        benchSuite(isOne ? record.scenario.name : `${name}: ${record.scenario.name}`, record),
      );
    case 'verify':
      return report.entries.flatMap(({ name, record }) =>
        verifySuites(record, (section) => (isOne ? section : `${name}: ${section}`)),
      );
    case 'capacity':
      return [capacitySuite(report.entries[0].record)];
    case 'sweep':
      return [sweepSuite(report.entries[0].record)];
    case 'comparison':
      return [comparisonSuite(report.entries[0].record)];
  }
}

function titleOf({ kind, title, entries }: Report): string {
  const [{ record }] = entries;
  if (title !== undefined) return title;
  if (entries.length > 1) return `harness ${kind}: ${entries.map(({ name }) => name).join(', ')}`;
  return headlineOf(record);
}

function headlineOf(record: AnyRecord): string {
  switch (record.kind) {
    case 'bench':
      return `harness bench ${headline(record)}`;
    case 'verify':
      return `harness verify ${verifyHeadline(record)}`;
    case 'capacity':
      return `harness capacity ${capacityHeadline(record)}`;
    case 'sweep':
      return `harness capacity ${sweepHeadline(record)}`;
    case 'comparison':
      return `harness compare ${comparisonHeadline(record)}`;
  }
}

function durationOf(record: AnyRecord): number {
  switch (record.kind) {
    case 'bench':
      return record.totals.seconds * 1000;
    case 'verify':
      return record.durationMs;
    default:
      return studyMs(record);
  }
}

/** Suites, and the tests of each, with names that fit and that nobody else has. */
function named(suites: readonly Suite[]): Suite[] {
  const free = freeNames();
  return suites.map((suite) => {
    const freeHere = freeNames();
    const [first, ...others] = suite.tests;
    const nameTest = (test: Test): Test => ({ ...test, name: freeHere(test.name) });
    return { ...suite, name: free(suite.name), tests: [nameTest(first), ...others.map(nameTest)] };
  });
}

function freeNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const short = cutAt(escapable(name), NAME_SIGNS_MAX);
    let free = short;
    for (let number = 2; taken.has(free); number++) free = `${short} (${number})`;
    taken.add(free);
    return free;
  };
}

function suiteLines({ name, tests, startedAt, durationMs, properties, says }: Suite, index: number): string[] {
  const start = element('testsuite', {
    name,
    // Two suites of one name and time are one suite to some.
    id: String(index),
    tests: String(tests.length),
    failures: countOf(tests, 'failure'),
    errors: countOf(tests, 'error'),
    skipped: countOf(tests, 'skipped'),
    time: secondsText(durationMs),
    // Without the fraction and the zone, which the schemas do not have.
    timestamp: startedAt.replace(/(\.\d+)?Z$/, ''),
  });
  return [
    `  ${start}`,
    '    <properties>',
    ...properties.map(
      ([key, value]) => `      ${element('property', { name: key, value: cutAt(value, MESSAGE_SIGNS_MAX) }, '/')}`,
    ),
    '    </properties>',
    ...tests.flatMap((test) => testLines(name, test)),
    ...(says === undefined ? [] : [`    <system-out>${body(says)}</system-out>`]),
    '  </testsuite>',
  ];
}

function testLines(suite: string, { name, durationMs, result, says }: Test): string[] {
  const attributes = { classname: suite, name, time: secondsText(durationMs) };
  const inner = [
    ...(result === undefined ? [] : [resultLine(result)]),
    ...(says === undefined || says === '' ? [] : [`      <system-out>${body(says)}</system-out>`]),
  ];
  if (inner.length === 0) return [`    ${element('testcase', attributes, '/')}`];
  return [`    ${element('testcase', attributes)}`, ...inner, '    </testcase>'];
}

function resultLine({ kind, message, text }: NonNullable<Test['result']>): string {
  const attributes = { message: cutAt(message, MESSAGE_SIGNS_MAX), ...(kind === 'skipped' ? {} : { type: kind }) };
  const whole = text ?? (message.length > MESSAGE_SIGNS_MAX ? message : undefined);
  if (whole === undefined) return `      ${element(kind, attributes, '/')}`;
  return `      ${element(kind, attributes)}${body(whole)}</${kind}>`;
}

function countOf(tests: readonly Test[], kind: 'failure' | 'error' | 'skipped'): string {
  return String(tests.filter(({ result }) => result?.kind === kind).length);
}

/** More than a year is nothing that a run lasts, and from 1e21 on it would be written in another way. */
function secondsText(ms: number): string {
  return (Math.min(ms, 1e12) / 1000).toFixed(3);
}

function element(name: string, attributes: Readonly<Record<string, string>>, end = ''): string {
  return `<${[name, ...Object.entries(attributes).map(([key, value]) => `${key}="${attribute(value)}"`)].join(' ')}${end}>`;
}

function body(text: string): string {
  return escaped(cutAt(text, TEXT_SIGNS_MAX));
}

/** Line ends in attributes would be read as spaces. */
function attribute(text: string): string {
  return escaped(text).replace(/[\n\t]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function escaped(text: string): string {
  return escapable(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** What no XML may hold, whatever it is written as, becomes a sign for it; and a reader would make any line end a line feed. */
function escapable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\u{fffd}');
}
