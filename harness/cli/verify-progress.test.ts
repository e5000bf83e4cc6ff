import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_EXPECTED_FAILURE,
  EXAMPLE_FAIL,
  EXAMPLE_PASS,
  EXAMPLE_PROPERTY,
} from '../record/example-verify-record.test-support.ts';
import { Screen } from './screen.test-support.ts';
import { startVerifyProgress } from './verify-progress.ts';

const TITLE = 'chat on the reference server';

function onScreen(columns = 80) {
  const screen = new Screen(columns, 24);
  const time = { us: 0 };
  screen.write('$ harness verify chat\n');
  const progress = startVerifyProgress('tty', TITLE, screen, () => time.us);
  return { screen, time, progress, lastLine: () => screen.text.split('\n').at(-1) };
}

function inLog(kind: 'plain' | 'json' | 'none') {
  const said: string[] = [];
  const time = { us: 0 };
  const progress = startVerifyProgress(kind, TITLE, { write: (text) => said.push(text) }, () => time.us);
  return { said, time, progress };
}

describe('the progress of harness verify on a terminal', () => {
  it('is one living line: how many of how many, how many failed, and what is judged now', () => {
    const { progress, screen, lastLine } = onScreen();
    expect(lastLine()).toBe('chat on the reference server: getting ready');
    progress.onPhase('starting-target');
    expect(lastLine()).toBe('chat on the reference server: starting the target');
    progress.onSelected(85, 2);
    progress.onPhase('judging');
    progress.onBegin(EXAMPLE_PASS.id);
    progress.onCase(EXAMPLE_PASS);
    progress.onBegin(EXAMPLE_FAIL.id);
    expect(lastLine()).toBe('1 of 87, chat/1.1.2/padding-is-all-nul');
    progress.onCase(EXAMPLE_FAIL);
    progress.onCase(EXAMPLE_EXPECTED_FAILURE);
    expect(screen.text).toBe('$ harness verify chat\n3 of 87, 1 failed, chat/1.1.2/padding-is-all-nul');
    progress.end();
    expect(screen.text).toBe('$ harness verify chat');
  });

  it('shows the programs of a property and the steps of its simplification, not more often than can be read', () => {
    const { progress, time, lastLine } = onScreen();
    progress.onSelected(0, 1);
    progress.onPhase('judging');
    progress.onBegin(EXAMPLE_PROPERTY.id);
    time.us = 200_000;
    progress.onRuns(EXAMPLE_PROPERTY.id, 17, 100);
    expect(lastLine()).toBe('0 of 1, program 17 of 100, chat/properties/order-of-a-sender');
    progress.onRuns(EXAMPLE_PROPERTY.id, 18, 100);
    expect(lastLine()).toContain('program 17 of 100');
    time.us = 400_000;
    progress.onShrinking(EXAMPLE_PROPERTY.id, 3, 9);
    expect(lastLine()).toBe('0 of 1, simplifying what failed: 3 steps, 9 attempts, chat/properties/order-of…');
  });

  it('keeps to its line on a narrow terminal, and lets what happens to the target stand above it', () => {
    const { progress, screen } = onScreen(30);
    progress.onSelected(5, 0);
    progress.onPhase('judging');
    progress.onBegin(EXAMPLE_FAIL.id);
    progress.onFinding({ kind: 'died', sentence: 'The target died.' });
    expect(screen.text).toBe('$ harness verify chat\nharness: The target died.\n0 of 5, chat/1.1.2/padding-i…');
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

  it('says now and then how far a long run is', () => {
    const { progress, said, time } = inLog('plain');
    progress.onSelected(1, 1);
    time.us = 11_000_000;
    progress.onCase(EXAMPLE_PASS);
    time.us = 22_000_000;
    progress.onRuns('chat/properties/p', 40, 100);
    progress.onRuns('chat/properties/p', 41, 100);
    time.us = 33_000_000;
    progress.onShrinking('chat/properties/p', 1, 2);
    expect(said.slice(2)).toEqual([
      '1 of 2\n',
      'chat/properties/p: program 40 of 100\n',
      'chat/properties/p: simplifying what failed, 1 step, 2 attempts\n',
    ]);
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
    const events = said.map((line) => JSON.parse(line));
    expect(events.map(({ kind }) => kind)).toEqual([
      'selected',
      'phase',
      'begin',
      'case',
      'runs',
      'shrinking',
      'property',
      'finding',
      'note',
    ]);
    expect(events[3]).toMatchObject({ id: EXAMPLE_FAIL.id, verdict: 'fail', message: EXAMPLE_FAIL.message });
    expect(events[6]).toMatchObject({ runs: 17, wanted: 100 });
    expect(events[7]).toEqual({ kind: 'finding', finding: 'died', sentence: 'It died.', during: EXAMPLE_FAIL.id });
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
