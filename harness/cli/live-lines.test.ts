import { describe, expect, it } from 'vitest';
import { LiveLines } from './live-lines.ts';
import type { PanelLine } from './panel.ts';
import { TestPlace } from './progress-place.test-support.ts';
import { Screen } from './screen.test-support.ts';

function standing(columns = 80, rows = 24) {
  const screen = new Screen(columns, rows);
  const place = new TestPlace(screen);
  const shown: { lines: readonly PanelLine[] } = { lines: panel('one', 'two') };
  screen.write('$ harness\n');
  const live = new LiveLines(place, () => shown.lines);
  live.changed();
  return { screen, place, shown, live };
}

function panel(...texts: readonly string[]): PanelLine[] {
  return texts.map((text) => ({ parts: [text], importance: 1 }));
}

describe('lines that stand on a terminal', () => {
  it('hide the cursor, and show it at the end, when nothing of them is left', () => {
    const { screen, live, place } = standing();
    expect([screen.isCursorVisible, screen.text]).toEqual([false, '$ harness\none\ntwo']);
    live.end();
    live.end();
    live.changed();
    live.note('too late');
    expect([screen.isCursorVisible, screen.text]).toEqual([true, '$ harness']);
    expect([place.held, place.timers]).toEqual([undefined, 0]);
  });

  it('are drawn five times a second at the most, and not at all when they are as before', () => {
    const { screen, live, place, shown } = standing();
    const before = screen.written.length;
    for (let change = 0; change < 100; change++) {
      shown.lines = panel(`change ${change}`);
      live.changed();
      place.pass(10_000);
    }
    place.pass(300_000);
    expect(screen.text).toBe('$ harness\nchange 99');
    expect(screen.written.length - before).toBeLessThanOrEqual(7);
    const since = screen.written.length;
    place.pass(5_000_000);
    expect(screen.written.length).toBe(since);
  });

  it('stand below notes, which stay', () => {
    const { screen, live, place } = standing();
    // Typed by whoever presses Ctrl-C, and shown by the terminal.
    screen.write('^C');
    live.note('harness: Stopping in order.');
    place.pass(250_000);
    expect(screen.text).toBe('$ harness\nharness: Stopping in order.\none\ntwo');
    live.note('harness: Just before the end.');
    live.end();
    expect(screen.text).toBe('$ harness\nharness: Stopping in order.\nharness: Just before the end.');
  });

  it.each([30, 20, 50, 200])('are found again when the terminal becomes %d columns wide', (columns) => {
    const { screen, place, shown, live } = standing(80, 60);
    shown.lines = panel('x'.repeat(70), 'y'.repeat(40), 'z');
    place.pass(250_000);
    screen.resize(columns);
    shown.lines = panel('one', 'two', 'three');
    place.pass(250_000);
    expect(screen.text).toBe('$ harness\none\ntwo\nthree');
    live.end();
    expect(screen.text).toBe('$ harness');
  });

  it('take no more rows than there are, so that all are found again', () => {
    const { screen, place, shown, live } = standing(80, 4);
    shown.lines = panel('one', 'two', 'three', 'four', 'five');
    place.pass(250_000);
    shown.lines = panel('1', '2', '3', '4', '5');
    place.pass(250_000);
    expect(screen.text).toBe('1\n2\n3');
    live.end();
    expect(screen.text).toBe('');
  });

  it('make room for what somebody else prints, whether it ends a line or not', () => {
    const { screen, place } = standing();
    place.held?.makeRoom(true);
    screen.write('a warning\n');
    place.pass(250_000);
    expect(screen.text).toBe('$ harness\na warning\none\ntwo');
    place.held?.makeRoom(false);
    screen.write('half a line');
    place.pass(250_000);
    expect(screen.text).toBe('$ harness\na warning\nhalf a line\none\ntwo');
  });

  it('are away while the process is stopped, and come back with it', () => {
    const { screen, place, live } = standing();
    place.held?.leave();
    expect([screen.isCursorVisible, screen.text]).toEqual([true, '$ harness']);
    place.pass(1_000_000);
    screen.write('[1]+  Stopped\n$ fg\n');
    place.held?.comeBack();
    expect([screen.isCursorVisible, screen.text]).toEqual([false, '$ harness\n[1]+  Stopped\n$ fg\none\ntwo']);
    live.end();
    expect([screen.isCursorVisible, screen.text]).toEqual([true, '$ harness\n[1]+  Stopped\n$ fg']);
  });

  it('do not take what is printed while they are drawn for somebody else', () => {
    const screen = new Screen(80, 24);
    const place = new TestPlace({
      write: (text) => {
        place.held?.makeRoom(text.endsWith('\n'));
        screen.write(text);
      },
    });
    const live = new LiveLines(place, () => panel('one'));
    live.changed();
    place.pass(1_000_000);
    expect(screen.text).toBe('one');
  });
});
