import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_EXPECTED_FAILURE,
  EXAMPLE_FAIL,
  EXAMPLE_INCONCLUSIVE,
  EXAMPLE_PASS,
  EXAMPLE_PROPERTY,
} from '../record/example-verify-record.test-support.ts';
import { TestPlace } from './progress-place.test-support.ts';
import { Screen } from './screen.test-support.ts';
import { startVerifyProgress } from './verify-progress.ts';

const PLAN = { title: 'chat on the reference server', budgetMs: 120_000 };

function onScreen(columns = 80, rows = 24) {
  const screen = new Screen(columns, rows);
  const place = new TestPlace(screen);
  screen.write('$ harness verify chat\n');
  const progress = startVerifyProgress('tty', PLAN, place);
  const lines = () => screen.text.split('\n').slice(1);
  return { screen, place, progress, lines };
}

function inLog(kind: 'plain' | 'json' | 'none') {
  const said: string[] = [];
  const place = new TestPlace({ write: (text) => said.push(text) });
  const progress = startVerifyProgress(kind, PLAN, place);
  return { said, place, progress };
}

describe('the panel of harness verify', () => {
  it('says what it waits for before it judges', () => {
    const { progress, place, lines } = onScreen();
    expect(lines()).toEqual(['chat on the reference server', 'getting ready, 0 s']);
    progress.onPhase('starting-target');
    place.pass(3_300_000);
    expect(lines()).toEqual(['chat on the reference server', 'starting the target, 3 s']);
  });

  it('shows how far it is, the counts, the section, what runs for how long, and the last failure', () => {
    const { progress, place, screen } = onScreen();
    progress.onSelected(6, 1);
    progress.onPhase('judging');
    for (const entry of [EXAMPLE_PASS, EXAMPLE_FAIL, EXAMPLE_EXPECTED_FAILURE, EXAMPLE_INCONCLUSIVE]) {
      progress.onBegin(entry.id);
      place.pass(2_000_000);
      progress.onCase(entry);
    }
    progress.onBegin('chat/1.4.1/direct-reaches-only-its-target');
    place.pass(61_000_000);
    expect(screen.text).toBe(`$ harness verify chat
chat on the reference server
█████████████████░░░░░░░░░░░░░ 4 of 7, 1 min 9 s, 51 s left
judged      1 failed, 1 passed, 1 inconclusive, 1 failed as expected
section     chat/1.4
now         1 min 1 s: chat/1.4.1/direct-reaches-only-its-target
last failed chat/1.1.2/padding-is-all-nul
            alice got a frame with 15 bytes of an earlier message behind its N…`);
    progress.end();
    expect([screen.text, screen.isCursorVisible]).toEqual(['$ harness verify chat', true]);
  });

  it('shows the programs of a property and the steps of its simplification', () => {
    const { progress, place, lines } = onScreen();
    progress.onSelected(0, 1);
    progress.onPhase('judging');
    progress.onBegin(EXAMPLE_PROPERTY.id);
    progress.onRuns(EXAMPLE_PROPERTY.id, 17, 100);
    place.pass(250_000);
    expect(lines().slice(2)).toEqual([
      'judged      0 passed, none failed, 0 inconclusive',
      'section     chat/properties',
      'now         0 s: chat/properties/order-of-a-sender',
      '            program 17 of 100',
    ]);
    progress.onShrinking(EXAMPLE_PROPERTY.id, 3, 9);
    place.pass(250_000);
    expect(lines().at(-1)).toBe('            simplifying what failed: 3 steps, 9 attempts');
  });

  it('keeps on 40 columns and few rows to what matters most', () => {
    const { progress, place, screen } = onScreen(40, 5);
    progress.onSelected(5, 0);
    progress.onPhase('judging');
    progress.onCase(EXAMPLE_FAIL);
    progress.onBegin(EXAMPLE_PASS.id);
    place.pass(250_000);
    expect(screen.text).toBe(`██░░░░░░░░░ 1 of 5, 0 s, 2 min 0 s left
judged      1 failed, 0 passed
last failed chat/1.1.2/padding-is-all-…
            alice got a frame with 15 …`);
  });

  it('lets what happens to the target stand above it', () => {
    const { progress, place, lines } = onScreen(60);
    progress.onFinding({ kind: 'died', sentence: 'The target\x1b[2J died.' });
    place.pass(250_000);
    expect(lines()).toEqual(['harness: The target·[2J died.', 'chat on the reference server', 'getting ready, 0 s']);
  });
});

describe('the progress of harness verify in a log', () => {
  it('has a line for each phase and each failure, and none for what is as it should be', () => {
    const { progress, said } = inLog('plain');
    progress.onPhase('probing');
    progress.onSelected(85, 2);
    progress.onPhase('judging');
    progress.onBegin(EXAMPLE_PASS.id);
    progress.onCase(EXAMPLE_PASS);
    progress.onCase(EXAMPLE_FAIL);
    progress.onCase(EXAMPLE_EXPECTED_FAILURE);
    progress.onFinding({ kind: 'died', sentence: 'It died.', during: EXAMPLE_FAIL.id });
    progress.onNote('It was started again.');
    progress.end();
    progress.onPhase('stopping');
    expect(said.join('')).toBe(
      [
        'chat on the reference server',
        'looking whether it serves at all…',
        '85 cases and 2 properties',
        'judging…',
        'failed: chat/1.1.2/padding-is-all-nul: alice got a frame with 15 bytes of an earlier message behind its NUL.',
        'harness: It died. (during chat/1.1.2/padding-is-all-nul)',
        'harness: It was started again.',
        '',
      ].join('\n'),
    );
  });

  it('speaks of no properties where none are run', () => {
    const { progress, said } = inLog('plain');
    progress.onSelected(2, 0);
    expect(said.at(-1)).toBe('2 cases\n');
  });

  it('says every 5 s how far it is and what runs, so that a hang is seen', () => {
    const { progress, said, place } = inLog('plain');
    progress.onSelected(2, 1);
    progress.onPhase('judging');
    progress.onCase(EXAMPLE_PASS);
    progress.onBegin('chat/1.4.1/direct-reaches-only-its-target');
    place.pass(11_000_000);
    progress.onCase(EXAMPLE_FAIL);
    progress.onBegin('chat/properties/p');
    place.pass(3_000_000);
    progress.onRuns('chat/properties/p', 40, 100);
    place.pass(4_000_000);
    progress.onShrinking('chat/properties/p', 1, 2);
    place.pass(3_000_000);
    progress.end();
    place.pass(60_000_000);
    expect(said.slice(3)).toEqual([
      '1 of 3: 1 passed, none failed, 0 inconclusive; chat/1.4.1/direct-reaches-only-its-target for 5 s\n',
      '1 of 3: 1 passed, none failed, 0 inconclusive; chat/1.4.1/direct-reaches-only-its-target for 10 s\n',
      expect.stringMatching(/^failed: chat\/1\.1\.2/),
      '2 of 3: 1 failed, 1 passed, 0 inconclusive; chat/properties/p for 4 s, program 40 of 100\n',
      '2 of 3: 1 failed, 1 passed, 0 inconclusive; chat/properties/p for 9 s, simplifying what failed: 1 step, 2 attempts\n',
    ]);
    expect(place.timers).toBe(0);
  });

  it('does not say of what has only begun how long it takes', () => {
    const { progress, said, place } = inLog('plain');
    progress.onSelected(2, 1);
    progress.onPhase('judging');
    place.pass(4_500_000);
    progress.onBegin('chat/1.4.1/direct-reaches-only-its-target');
    place.pass(900_000);
    expect(said.at(-1)).toMatch(/; chat\/1\.4\.1\/direct-reaches-only-its-target\n$/);
  });
});

describe('the progress of harness verify for a program', () => {
  it('is an object a line for whatever happens, without the bytes', () => {
    const { progress, said } = inLog('json');
    progress.onSelected(1, 1);
    progress.onPhase('judging');
    progress.onBegin(EXAMPLE_FAIL.id);
    progress.onCase(EXAMPLE_FAIL);
    progress.onRuns(EXAMPLE_PROPERTY.id, 1, 100);
    progress.onShrinking(EXAMPLE_PROPERTY.id, 1, 2);
    progress.onProperty(EXAMPLE_PROPERTY);
    progress.onFinding({ kind: 'died', sentence: 'It died.', during: EXAMPLE_FAIL.id });
    progress.onNote('It was started again.');
    progress.end();
    progress.end();
    const events = said.map((line) => JSON.parse(line));
    expect(events.map(({ kind }) => kind)).toEqual([
      'plan',
      'selected',
      'phase',
      'begin',
      'case',
      'runs',
      'shrinking',
      'property',
      'finding',
      'note',
      'end',
    ]);
    expect(events[0]).toEqual({ kind: 'plan', ...PLAN });
    expect(events[3]).toEqual({ kind: 'begin', id: EXAMPLE_FAIL.id, section: 'chat/1.1' });
    expect(events[4]).toMatchObject({ id: EXAMPLE_FAIL.id, verdict: 'fail', message: EXAMPLE_FAIL.message });
    expect(events[4].soFar).toEqual({
      done: 1,
      wanted: 2,
      passed: 0,
      failed: 1,
      expectedFailures: 0,
      inconclusive: 0,
      notApplicable: 0,
      elapsedMs: 0,
      lastFailure: EXAMPLE_FAIL.id,
    });
    expect(events[7]).toMatchObject({ runs: 17, wanted: 100, soFar: { done: 2, failed: 2 } });
    expect(events[8]).toEqual({ kind: 'finding', finding: 'died', sentence: 'It died.', during: EXAMPLE_FAIL.id });
    expect(said.join('')).not.toContain('hex');
  });

  it('is silent with none, but for what happens to the target', () => {
    const { progress, said } = inLog('none');
    progress.onPhase('judging');
    progress.onCase(EXAMPLE_FAIL);
    progress.onFinding({ kind: 'died', sentence: 'It died.' });
    expect(said).toEqual(['harness: It died.\n']);
  });
});
