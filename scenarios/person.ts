// Whoever the original clients are for: a person at a terminal, or the program at the other end of a pipe. Text is bytes, both ways.

/** A line that was typed, or a part of one. */
export interface Typed {
  /** Without the line end. The receiver's own: nobody writes into them again. */
  readonly bytes: Uint8Array;
  /** False: the line was longer than was asked for, and goes on with the next. */
  readonly endsLine: boolean;
}

export interface Person {
  /** Whether what is sent is typed on a terminal: then it takes as long as people take. */
  readonly typesOnTerminal: boolean;
  /** Whether what is printed is seen on that terminal, too: then a line end is missing where nobody has typed one. */
  readonly readsOnTerminal: boolean;
  /** Aborted when the person wants to leave: by Ctrl-C, or because nobody reads what is printed any more. */
  readonly leaving: AbortSignal;
  /** The next line, in parts of `bytesMax` when it is longer; undefined once nothing more will be typed. One wait at a time. */
  nextLine(bytesMax: number): Promise<Typed | undefined>;
  /** Prints bytes as they are, and resolves once there is room for more. The array is the caller's again at once. */
  print(bytes: Uint8Array): Promise<void>;
  /** Says something beside the conversation. */
  tell(sentence: string): void;
}
