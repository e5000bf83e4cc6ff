// The names of a chart's lines, how each is drawn, and its value at the cursor. A name is a button that hides its line.

import type { LineChart } from '../chart.ts';
import type { Toggle } from './drawing.ts';
import { button, drawn, element, shape } from './elements.ts';
import { DASHES, SERIES_MAX } from './palette.ts';

export interface Legend {
  readonly element: HTMLElement;
  isShown(line: number): boolean;
  /** One text for each line. Undefined: the cursor is nowhere. */
  show(texts: readonly string[] | undefined): void;
}

export function linesLegend({ title, lines }: LineChart, toggle: Toggle): Legend {
  const list = element('ul', 'legend');
  list.setAttribute('aria-label', `Lines of ${title}`);
  const shown = lines.map(({ isHidden = false }) => !isHidden);
  const values = lines.map(({ name }, line) => {
    const item = element('li');
    const value = element('span', 'value');
    item.append(lines.length === 1 ? label(name, line) : key(name, line), value);
    list.append(item);
    return value;
  });
  return {
    element: list,
    isShown: (line) => shown[line] ?? false,
    show: (texts) => {
      for (const [line, value] of values.entries()) value.textContent = texts?.[line] ?? '';
    },
  };

  function key(name: string, line: number): HTMLElement {
    const made = button('key', '');
    made.append(swatch(line), element('span', 'name', name));
    made.setAttribute('aria-pressed', String(shown[line]));
    made.title = 'Shows or hides the line';
    made.addEventListener('click', () => {
      shown[line] = !shown[line];
      made.setAttribute('aria-pressed', String(shown[line]));
      toggle(line, shown[line] === true);
    });
    return made;
  }
}

/** Of a single line, which there is no use in hiding. */
function label(name: string, line: number): HTMLElement {
  const made = element('span', 'key');
  made.append(swatch(line), element('span', 'name', name));
  return made;
}

function swatch(line: number): SVGElement {
  const index = line % SERIES_MAX;
  return drawn(32, 10, [
    shape('line', {
      x1: 0,
      y1: 5,
      x2: 32,
      y2: 5,
      class: `series-${index + 1}`,
      'stroke-dasharray': (DASHES[index] ?? []).join(' '),
    }),
  ]);
}
