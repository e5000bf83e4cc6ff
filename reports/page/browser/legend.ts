// The names of a chart's lines, how each is drawn, and its value at the cursor. A name is a button that hides its line.

import type { LineChart } from '../chart.ts';
import type { Toggle } from './drawing.ts';
import { button, drawn, element, shape } from './elements.ts';
import { DASHES, SERIES_MAX } from './palette.ts';
import { POINT_SHAPES } from './points.ts';

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
  const values = lines.map(({ name, isPoints = false }, line) => {
    const item = element('li');
    const value = element('span', 'value');
    const sign = isPoints ? pointSign(line) : swatch(line);
    item.append(lines.length === 1 ? label(name, sign) : key(name, line, sign), value);
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

  function key(name: string, line: number, sign: SVGElement): HTMLElement {
    const made = button('key', '');
    made.append(sign, element('span', 'name', name));
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
function label(name: string, sign: SVGElement): HTMLElement {
  const made = element('span', 'key');
  made.append(sign, element('span', 'name', name));
  return made;
}

/** As the points of the line are drawn. */
function pointSign(line: number): SVGElement {
  const index = line % SERIES_MAX;
  const { path = '', isFilled = false } = POINT_SHAPES[index] ?? {};
  const kind = `series-${index + 1} point${isFilled ? ' filled' : ''}`;
  return drawn(32, 14, [shape('path', { d: path, transform: 'translate(16 7)', class: kind })]);
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
