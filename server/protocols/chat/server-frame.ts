// Server to client: frame = text(0..1499) NUL padding(NUL*), 1,500 bytes in all (CHAT-1.1.1, CHAT-1.1.2).

export const SERVER_FRAME_BYTES = 1500;
export const TEXT_BYTES_MAX = SERVER_FRAME_BYTES - 1;

/** A frame of its own for a text that is put together of parts, and fits. */
export function frameOf(...parts: readonly Uint8Array[]): Uint8Array {
  const frame = new Uint8Array(SERVER_FRAME_BYTES);
  let at = 0;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}
