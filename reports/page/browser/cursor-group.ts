// Charts of one group have one cursor and one stretch that is shown: whatever happens in one of them happens in all.

import { movedInto, movedToHold, type Range, union } from '../chart/range.ts';

export interface Member {
  /** All that it has, in places of the horizontal axis. */
  readonly extent: Range;
  /** Undefined: the cursor is nowhere. */
  showCursor(at: number | undefined): void;
  showRange(range: Range, isZoomed: boolean): void;
}

export class CursorGroup {
  readonly #members: Member[] = [];
  #zoom: Range | undefined;
  #cursor: number | undefined;

  add(member: Member): void {
    this.#members.push(member);
  }

  /** All that any of its charts has: they stand above each other, and the same moment is at the same place in all. */
  get full(): Range {
    return union(this.#members.map(({ extent }) => extent)) ?? { from: 0, to: 1 };
  }

  get range(): Range {
    return this.#zoom ?? this.full;
  }

  get isZoomed(): boolean {
    return this.#zoom !== undefined;
  }

  get cursor(): number | undefined {
    return this.#cursor;
  }

  point(at: number | undefined): void {
    if (at !== undefined && this.#zoom !== undefined) {
      const held = movedInto(this.full, movedToHold(this.#zoom, at));
      if (held.from !== this.#zoom.from) this.zoomTo(held);
    }
    this.#cursor = at;
    for (const member of this.#members) member.showCursor(at);
  }

  /** Undefined: all. So is what leaves out hardly anything. */
  zoomTo(range: Range | undefined): void {
    const { from, to } = this.full;
    const isAll = range === undefined || range.to - range.from > (to - from) * 0.999;
    this.#zoom = isAll ? undefined : movedInto(this.full, range);
    for (const member of this.#members) member.showRange(this.range, this.isZoomed);
  }
}
