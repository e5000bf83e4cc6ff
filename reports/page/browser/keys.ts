// What the keys do in a plot that has the focus.

export interface KeyActions {
  /** Each gives what is to be told to somebody who can't see it; nothing to tell is ''. */
  move(by: number): string;
  moveTo(index: number): string;
  /** Where there are rows. Elsewhere the keys scroll the page. */
  moveRow?(by: number): string;
  zoom(times: number): string;
  reset(): string;
  leave(): string;
}

const PAGE = 10;

export function onKeys(place: HTMLElement, actions: KeyActions, told: HTMLElement): void {
  // A key that is held down moves the cursor many times. Only where it comes to rest is told.
  let untold: string | undefined;
  place.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== place) return;
    const text = act(event.key, actions);
    if (text === undefined) return;
    event.preventDefault();
    if (event.repeat) untold = text;
    else told.textContent = text;
  });
  place.addEventListener('keyup', () => {
    if (untold !== undefined) told.textContent = untold;
    untold = undefined;
  });
}

/** Undefined: the key is none of ours. */
function act(key: string, { move, moveTo, moveRow, zoom, reset, leave }: KeyActions): string | undefined {
  switch (key) {
    case 'ArrowRight':
      return move(1);
    case 'ArrowLeft':
      return move(-1);
    case 'PageDown':
      return move(PAGE);
    case 'PageUp':
      return move(-PAGE);
    case 'Home':
      return moveTo(0);
    case 'End':
      return moveTo(Number.POSITIVE_INFINITY);
    case 'ArrowUp':
      return moveRow?.(1);
    case 'ArrowDown':
      return moveRow?.(-1);
    case '+':
    case '=':
      return zoom(0.5);
    case '-':
    case '−':
      return zoom(2);
    case '0':
      return reset();
    case 'Escape':
      return leave();
    default:
      return undefined;
  }
}
