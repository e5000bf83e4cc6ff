// One chart in the page: its plot, its legend, and what mouse and keys do in it. It is drawn when it is first seen.

import uPlot from 'uplot';
import { nearestIndex, type Range, scaledAround, widenedToHoldTwo } from '../chart/range.ts';
import { exactText, valueText } from '../chart/value-text.ts';
import type { Chart } from '../chart.ts';
import type { CursorGroup, Member } from './cursor-group.ts';
import type { Drawing } from './drawing.ts';
import { button, element } from './elements.ts';
import { heatDrawing } from './heat-map.ts';
import { type KeyActions, onKeys } from './keys.ts';
import { lineDrawing } from './line-chart.ts';
import { type Marks, marksOn } from './marks.ts';
import { axes } from './plot-axes.ts';

export interface ChartView {
  readonly element: HTMLElement;
  /** Once; again does nothing. Nor does it while there is no room, as in what is folded away. */
  draw(): void;
  /** As wide as its place. */
  fit(): void;
  /** Draws it no wider than that, and lets its place on the paper make it smaller. */
  fitPaper(widthMax: number): void;
  /** The theme has changed. */
  restyle(): void;
}

/** Further than this a drag is one, and not a hand that was not still. */
const DRAG_PIXELS = 6;
const NOWHERE = { left: -10, top: -10 } as const;

export function chartView(chart: Chart, group: CursorGroup): ChartView {
  let plot: uPlot | undefined;
  let index: number | undefined;
  let row: number | undefined;
  let markTexts = '';
  let isOnPaper = false;
  let isPointing = false;
  const drawing: Drawing = chart.kind === 'lines' ? lineDrawing(chart, toggle) : heatDrawing(chart);
  const { places, xScale, rows } = drawing;
  const marks: Marks = marksOn(xScale, halfStepOf(chart), chart.kind === 'heat', chart.marks);

  const view = element('div', `view ${chart.kind}`);
  const head = element('p', 'head');
  const place = element('span', 'place');
  const all = button('show-all', 'Show all');
  all.hidden = true;
  head.append(element('span', 'axis-name', chart.y.name), place, all);
  const plotPlace = element('div', 'plot');
  plotPlace.tabIndex = 0;
  plotPlace.setAttribute('role', 'application');
  plotPlace.setAttribute('aria-roledescription', 'chart');
  plotPlace.setAttribute('aria-label', `${chart.title}. ${chart.says}`);
  const hint = element('p', 'hint', 'Arrow keys: values. + and −: zoom. 0: all.');
  hint.id = `${chart.id}-hint`;
  plotPlace.setAttribute('aria-describedby', hint.id);
  const told = element('p', 'told');
  told.setAttribute('aria-live', 'polite');
  const note = element('p', 'note');
  note.hidden = true;
  plotPlace.append(hint);
  view.append(head, plotPlace, drawing.legend, told);

  const member: Member = { extent: drawing.extent, showCursor, showRange };
  group.add(member);
  all.addEventListener('click', () => {
    group.zoomTo(undefined);
    plotPlace.focus();
  });
  const keys: KeyActions = { move, moveTo, ...(rows === undefined ? {} : { moveRow }), zoom, reset, leave };
  onKeys(plotPlace, keys, told);

  return {
    element: view,
    draw,
    fit,
    fitPaper,
    restyle: () => {
      drawing.restyle?.();
      plot?.redraw();
    },
  };

  function draw(): void {
    const width = plotPlace.clientWidth;
    if (plot !== undefined || width === 0) return;
    plot = new uPlot(options(width), drawing.data, plotPlace);
    plot.over.append(note);
    if (group.cursor !== undefined) showCursor(group.cursor);
  }

  function fit(): void {
    const width = plotPlace.clientWidth;
    if (plot === undefined || width === 0 || (width === plot.width && !isOnPaper)) return;
    isOnPaper = false;
    resize(plot, width);
  }

  function fitPaper(widthMax: number): void {
    draw();
    if (plot === undefined) return;
    isOnPaper = true;
    resize(plot, Math.min(plot.width, widthMax));
    const wrap = plot.root.querySelector<HTMLElement>('.u-wrap');
    wrap?.style.removeProperty('width');
    wrap?.style.removeProperty('height');
  }

  function resize(self: uPlot, width: number): void {
    self.batch(() => self.setSize({ width, height: heightFor(chart.kind) }));
    if (index !== undefined) showCursor(places[index]);
  }

  function options(width: number): uPlot.Options {
    return {
      width,
      height: heightFor(chart.kind),
      // Room for the letters of what is marked, and for half of the last tick's text.
      padding: [chart.marks?.some(({ kind }) => kind === 'evidence') === true ? 22 : 10, 18, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [group.range.from, group.range.to] },
        y: {
          range: (_, least, most) => {
            const { from, to } = drawing.rangeOf(least, most);
            return [from, to];
          },
        },
      },
      axes: axes(chart, drawing),
      series: drawing.series,
      cursor: {
        y: rows !== undefined,
        points: { show: rows === undefined },
        drag: { x: true, y: false, setScale: false, dist: DRAG_PIXELS },
        move: (self, left, top) => [left < 0 ? left : snapped(self, left), top],
        bind: {
          mousemove: pointing,
          mouseleave: pointing,
          dblclick: () => () => {
            group.zoomTo(undefined);
            return null;
          },
        },
      },
      hooks: {
        drawClear: [(self) => marks.paintGround(self)],
        drawAxes: [(self) => drawing.paint?.(self)],
        draw: [(self) => drawing.paintAbove?.(self), (self) => marks.paintEdges(self)],
        setCursor: [pointed],
        setSelect: [dragged],
      },
    };
  }

  /** On the nearest value: what is written is what stands there. */
  function snapped(self: uPlot, left: number): number {
    const nearest = nearestShown(self.posToVal(left, 'x'));
    return nearest === undefined ? left : Math.max(0, self.valToPos(places[nearest] ?? 0, 'x'));
  }

  /** Of those that are not cut off by a zoom. */
  function nearestShown(at: number): number | undefined {
    const { from, to } = group.range;
    const nearest = nearestIndex(places, at);
    return [nearest, (nearest ?? 0) + 1, (nearest ?? 0) - 1].find((one) => {
      const here = one === undefined ? undefined : places[one];
      return here !== undefined && here >= from && here <= to;
    });
  }

  /** The plot tells of its cursor whenever it draws itself again; only what the reader does is to be followed. */
  function pointing(_plot: uPlot, _target: HTMLElement, handler: uPlot.Cursor.MouseListener): uPlot.Cursor.MouseListener {
    return (event) => {
      isPointing = true;
      handler(event);
      isPointing = false;
      return null;
    };
  }

  /** The mouse or a finger has moved in this chart. */
  function pointed(self: uPlot): void {
    if (!isPointing) return;
    const { left = -1, top = -1 } = self.cursor;
    if (left < 0) {
      row = undefined;
      group.point(undefined);
      return;
    }
    const nearest = nearestShown(self.posToVal(left, 'x'));
    if (nearest === undefined) return;
    row = rows?.rowAt(self.posToVal(top, 'y'));
    index = nearest;
    group.point(places[nearest]);
  }

  function dragged(self: uPlot): void {
    const { left, width } = self.select;
    const [from, to] = [left, left + width].map((end) => places[nearestShown(self.posToVal(end, 'x')) ?? -1]);
    // From one value to another: where a drag ends between two is of no account.
    if (width >= DRAG_PIXELS && from !== undefined && to !== undefined) zoomTo({ from, to });
    self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  function zoomTo(range: Range): void {
    const wide = widenedToHoldTwo(places, range);
    if (wide !== undefined) group.zoomTo(wide);
  }

  function showCursor(at: number | undefined): void {
    const isBeyond = at === undefined || at < drawing.extent.from || at > drawing.extent.to;
    const nearest = isBeyond ? undefined : nearestIndex(places, at);
    // A row belongs to the column that it was pointed at in.
    if (nearest !== index) row = undefined;
    index = nearest;
    place.textContent = index === undefined ? '' : `at ${exactText(chart.x.unit, chart.x.values[index] ?? 0)}`;
    drawing.read(index, row);
    showNote();
    if (plot === undefined || isPointing) return;
    const left = index === undefined ? -1 : plot.valToPos(places[index] ?? 0, 'x');
    const top = row === undefined || rows === undefined ? -10 : plot.valToPos(rows.placeOf(row), 'y');
    plot.setCursor(left < 0 || left > widthOf(plot) ? NOWHERE : { left, top }, false);
  }

  /** What is marked where the cursor is. */
  function showNote(): void {
    const value = index === undefined ? undefined : chart.x.values[index];
    const here = value === undefined ? [] : marks.at(value);
    note.hidden = here.length === 0;
    note.textContent = here.map(({ mark, letter }) => (letter === undefined ? mark.text : `${letter}: ${mark.text}`)).join(' ');
    if (plot !== undefined && index !== undefined) {
      note.classList.toggle('left', plot.valToPos(places[index] ?? 0, 'x') > widthOf(plot) / 2);
    }
  }

  function showRange(range: Range, isZoomed: boolean): void {
    all.hidden = !isZoomed;
    plot?.batch((self: uPlot) => self.setScale('x', { min: range.from, max: range.to }));
    if (index !== undefined) showCursor(places[index]);
  }

  function toggle(line: number, isShown: boolean): void {
    plot?.setSeries(line + 1, { show: isShown });
  }

  function move(by: number): string {
    const start = index ?? nearestIndex(places, by > 0 ? group.range.from : group.range.to) ?? 0;
    return moveTo(index === undefined ? start : start + by);
  }

  /** Beyond the ends: to the end. */
  function moveTo(wished: number): string {
    if (places.length === 0) return '';
    const next = Math.min(places.length - 1, Math.max(0, wished));
    draw();
    const kept = row ?? rows?.fullest(next);
    index = next;
    row = kept;
    group.point(places[next]);
    return words();
  }

  function moveRow(by: number): string {
    if (rows === undefined) return '';
    if (index === undefined) return move(1);
    row = Math.min(rows.count - 1, Math.max(0, (row ?? rows.fullest(index)) + by));
    group.point(places[index]);
    return words();
  }

  /** Of a mark when the cursor comes into it, and not again at each step. */
  function words(): string {
    const text = drawing.read(index, row);
    const isNew = note.textContent !== markTexts;
    markTexts = note.textContent ?? '';
    return isNew && markTexts !== '' ? `${text}. ${markTexts}` : text;
  }

  function zoom(times: number): string {
    draw();
    const { from, to } = group.range;
    const at = index === undefined ? (from + to) / 2 : (places[index] ?? 0);
    zoomTo(scaledAround({ from, to }, at, times));
    return tellZoom();
  }

  function reset(): string {
    group.zoomTo(undefined);
    return tellZoom();
  }

  /** First the zoom, then the cursor. */
  function leave(): string {
    if (group.isZoomed) return reset();
    group.point(undefined);
    return '';
  }

  function tellZoom(): string {
    if (!group.isZoomed) return 'All is shown.';
    // From the first value that is shown to the last: the ends themselves are between two, and have odd names.
    const { from, to } = group.range;
    const shown = chart.x.values.filter((_, at) => (places[at] ?? from) >= from && (places[at] ?? to) <= to);
    const ends = [shown.at(0), shown.at(-1)].map((value) => valueText(chart.x.unit, value ?? 0));
    return `Shown: ${ends.join(' to ')}.`;
  }
}

/** Of what is within the axes. Asked of the plot: to ask the page for it would lay the page out for each chart of a group. */
function widthOf({ bbox }: uPlot): number {
  return bbox.width / devicePixelRatio;
}

/** As the style keeps free until it is drawn. */
function heightFor(kind: Chart['kind']): number {
  return kind === 'heat' ? 280 : 240;
}

/** Values that lie evenly have room to each side; on other axes a mark is where it says. */
function halfStepOf({ kind, x }: Chart): number {
  if (x.scale !== 'linear') return 0;
  if (kind === 'heat') return x.step / 2;
  const [first, second] = x.values;
  return first === undefined || second === undefined ? 0 : (second - first) / 2;
}
