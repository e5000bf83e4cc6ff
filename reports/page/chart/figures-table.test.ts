import { describe, expect, it } from 'vitest';
import { lines } from '../odd-charts.test-support.ts';
import { figuresTable, tabSeparated } from './figures-table.ts';

describe('the figures behind a chart', () => {
  it('are those of its lines, exactly, with the unit in the title', () => {
    const chart = {
      ...lines('a', 'A', [1, 2.5], [[1234.5, null], [7]]),
      y: { name: 'share', unit: 'share', scale: 'linear' },
    } as const;
    expect(figuresTable(chart)).toEqual({
      titles: ['second (s)', 'line 1 (%)', 'line 2 (%)'],
      rows: [
        [1, 123450, 700],
        [2.5, null, null],
      ],
    });
  });

  it('are besides where each value may lie, and what it was made of', () => {
    const chart = lines('a', 'A', [1, 2], [[5, null]]);
    const ranges = [[4, 7], null] as const;
    const samples = [[5, 4.5, 7], []];
    expect(figuresTable({ ...chart, lines: [{ name: 'm', values: [5, null], ranges, samples }] })).toEqual({
      titles: ['second (s)', ...['m', 'm, from', 'm, to', 'm, 1 of 3', 'm, 2 of 3', 'm, 3 of 3'].map((name) => `${name} (µs)`)],
      rows: [
        [1, 5, 4, 7, 5, 4.5, 7],
        [2, null, null, null, null, null, null],
      ],
    });
  });

  it('are the cells of a map by column and row, with the bounds of the row', () => {
    expect(
      figuresTable({
        kind: 'heat',
        id: 'h',
        title: 'H',
        says: '',
        x: { name: 'second', unit: 'seconds', scale: 'linear', values: [10, 11], step: 1 },
        y: { name: 'response', unit: 'us', scale: 'log', bounds: [1, 2, 5] },
        cells: [1, 0, 7, 0, 1, 9, 0, 0, 3],
      }),
    ).toEqual({
      titles: ['second (s)', 'response from (µs)', 'to (µs)', 'count'],
      rows: [
        [10, 1, 2, 3],
        [10, 2, 5, 9],
        [11, 1, 2, 7],
      ],
    });
  });

  it('are copied without a text that leaves its cell or computes', () => {
    expect(tabSeparated({ titles: ['=1+1\t\n2', 'b'], rows: [[1.5, null]] })).toBe("'=1+1 2\tb\n1.5\t\n");
  });
});
