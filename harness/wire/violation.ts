// What can be wrong with the bytes of a peer, or with a payload that somebody wants to send. Data, never an exception.

export type Violation =
  /** The frame is longer than its framing allows. Nobody can tell where the next one begins: the stream ends here. */
  | 'too-long'
  /** Bytes other than NUL stand behind the text of a fixed frame. */
  | 'dirty-padding'
  /** A fixed frame's text has no NUL at its end. */
  | 'missing-nul';

export type Refusal =
  /** The payload is longer than its framing allows. */
  | 'too-long'
  /** A payload of a fixed size has another size. */
  | 'wrong-size'
  /** The payload holds what ends a frame, so that a reader would find two. */
  | 'holds-terminator';
