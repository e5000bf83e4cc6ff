// What a protocol is to those who serve it: bytes in, bytes out, no sockets.

/** One client's end of a conversation, as its session sees it. Nothing is told from within a call to it. */
export interface Line {
  /** Where the client is, for a log. */
  readonly from: string;
  /** Sends an array that nobody will change any more: the same one may go to many lines. */
  send(bytes: Uint8Array): void;
  /** Sends bytes that are only lent, as those that a session is given are. */
  sendLent(bytes: Uint8Array, start: number, end: number): void;
  /** What was sent and has not been taken by the system yet. */
  readonly unsentBytes: number;
  /** Calls `act` once, when everything that was sent is with the system; never when the line goes before that. */
  whenSent(act: () => void): void;
  /** No bytes and no end from now on. */
  stopReading(): void;
  resumeReading(): void;
  /** Lets what was sent go out and ends the conversation in order. Nothing but `onGone` is told after it. */
  close(): void;
}

/** The rules of a protocol for one conversation. */
export interface Session {
  /** What it sends does not follow from what it is sent: a client that is behind with its reading is heard all the same. */
  readonly isDuplex?: boolean;
  /** The client's next bytes: bytes[start..end), lent for the length of the turn. */
  onBytes(bytes: Uint8Array, start: number, end: number): void;
  /** The client sends no more. */
  onEnd(): void;
  /** The conversation is over, whoever ended it: told once, and nothing after it. */
  onGone(): void;
}

/** The rules of a protocol for all conversations together: what they share stands here. */
export interface Service {
  open(line: Line): Session;
}

/** What became of whom, for whoever watches the server. */
export type Log = (event: string) => void;
