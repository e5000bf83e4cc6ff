// A stream without frames: what a read brought is handed on, in payloads of at most the maximum. Nothing is ever unfinished.

import type { UnframedFraming } from './framing.ts';
import { type Rules, UNFINISHED } from './rules.ts';

export function unframedRules({ payloadBytesMax }: UnframedFraming): Rules {
  return {
    frameBytesMax: payloadBytesMax,
    frameEnd: (_bytes, start, end) => (start === end ? UNFINISHED : Math.min(end, start + payloadBytesMax)),
    missingBytes: (_held, heldBytes, _bytes, start, end) => Math.min(payloadBytesMax - heldBytes, end - start),
    open(_bytes, start, end, content) {
      content.start = start;
      content.end = end;
      content.violation = undefined;
    },
  };
}
