// The squares of the matrix: one stop of the tab key for all of them, arrows from one to the next, and below them in words which one
// is pointed at.

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

export function startMatrix(): void {
  const matrix = document.querySelector<HTMLElement>('[data-matrix]');
  if (matrix === null) return;
  const cells = [...matrix.querySelectorAll<HTMLAnchorElement>('a.cell')];
  for (const [index, cell] of cells.entries()) cell.tabIndex = index === 0 ? 0 : -1;
  matrix.addEventListener('focusin', ({ target }) => {
    for (const cell of cells) cell.tabIndex = cell === target ? 0 : -1;
  });
  matrix.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = neighbour(cells, cells.indexOf(event.target as HTMLAnchorElement), event.key);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  const pointed = document.querySelector<HTMLElement>('[data-pointed]');
  if (pointed === null) return;
  for (const kind of ['focusin', 'pointerover'] as const) {
    matrix.addEventListener(kind, ({ target }) => {
      const cell = target instanceof Element ? target.closest('a.cell') : null;
      if (cell !== null) pointed.textContent = cell.getAttribute('title');
    });
  }
}

function neighbour(cells: readonly HTMLAnchorElement[], at: number, key: string): HTMLAnchorElement | undefined {
  const step = STEPS[key];
  if (step !== undefined) return cells[at + step];
  if (key === 'Home') return cells[0];
  if (key === 'End') return cells.at(-1);
  if (key === 'ArrowDown') return nearest(cells, at, 1);
  return key === 'ArrowUp' ? nearest(cells, at, -1) : undefined;
}

/** In the next row of squares above or below, the one that is least to the side. */
function nearest(cells: readonly HTMLAnchorElement[], at: number, direction: 1 | -1): HTMLAnchorElement | undefined {
  const from = cells[at]?.getBoundingClientRect();
  if (from === undefined) return undefined;
  let best: { readonly cell: HTMLAnchorElement; readonly down: number; readonly aside: number } | undefined;
  for (const cell of cells) {
    const { left, top } = cell.getBoundingClientRect();
    const down = (top - from.top) * direction;
    const aside = Math.abs(left - from.left);
    if (down < from.height / 2) continue;
    if (best === undefined || down < best.down - 1 || (down < best.down + 1 && aside < best.aside)) best = { cell, down, aside };
  }
  return best?.cell;
}
