// What each framing knows about its own frames. The decoder knows about segments and copies, and nothing about framings.

import type { Violation } from './violation.ts';

/** The end of the frame lies beyond the bytes there are. */
export const UNFINISHED = -1;
/** No frame can come of these bytes: it would be longer than its framing allows. */
export const OVERLONG = -2;

/** The payload within a frame, and what is wrong with it. One object is used again for every frame. */
export interface Content {
  start: number;
  end: number;
  violation: Violation | undefined;
}

export interface Rules {
  /** The most bytes one frame can have, its overhead included. */
  readonly frameBytesMax: number;
  /**
   * Where the frame that begins at `start` ends, or UNFINISHED, or OVERLONG. Reads nothing outside start..end. The bytes
   * before `searched` have been looked at before, and no frame ended there: a long frame that comes byte by byte is not
   * searched from its start each time.
   */
  frameEnd(bytes: Uint8Array, start: number, end: number, searched: number): number;
  /**
   * How many of the bytes at start..end belong to the frame whose first `heldBytes` bytes are in `held`, as far as these
   * bytes show: at least 1 when there are any, and never one of the next frame's.
   */
  missingBytes(held: Uint8Array, heldBytes: number, bytes: Uint8Array, start: number, end: number): number;
  /** Finds the payload in the whole frame at start..end. */
  open(bytes: Uint8Array, start: number, end: number, content: Content): void;
}
