// The framings that `harness init` knows: how each is typed, how the dialect says it, and how the sample server does it.

import { HarnessError } from '../../errors.ts';

export interface FramingChoice {
  /** As behind --framing. */
  readonly typed: string;
  /** The function of tcp-harness that makes it, and the call. */
  readonly maker: string;
  readonly expression: string;
  /** What it is, as the end of a sentence. */
  readonly sentence: string;
  readonly payloadBytesMax: number;
  /** `encode` and `split` of the sample server. */
  readonly serverCode: string;
}

/** How each is typed, and what it means, for whoever is asked. */
export const FRAMINGS = [
  ['line', 'at the end of a line (\\n)'],
  ['nul', 'at a NUL, a byte that is 0'],
  ['length-prefix', 'its length stands before it, in 4 bytes; or length-prefix=1, 2'],
  ['fixed=SIZE', 'each message has SIZE bytes: a text, and NULs behind it'],
  ['delimiter=TEXT', 'at a text of its own, such as delimiter=\\r\\n or delimiter=\\x1e'],
] as const;

const TEXT_BYTES_MAX = 1000;
/** The sample's texts need some room. */
const FIXED_BYTES_MIN = 64;
const FIXED_BYTES_MAX = 65_536;
const DELIMITER_BYTES_MAX = 255;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0', '\\': '\\' };

export function framingChoice(typed: string): FramingChoice {
  const at = typed.indexOf('=');
  const word = at === -1 ? typed : typed.slice(0, at);
  const value = at === -1 ? undefined : typed.slice(at + 1);
  switch (word) {
    case 'line':
      refuseValue(word, value);
      return ended(typed, '\n', 'each message is a line');
    case 'nul':
      refuseValue(word, value);
      return {
        ...ended(typed, '\0', 'a NUL ends each message'),
        maker: 'nulEnded',
        expression: `nulEnded(${TEXT_BYTES_MAX})`,
      };
    case 'delimiter':
      return ended(typed, delimiterIn(value), `${quoted(delimiterIn(value))} ends each message`);
    case 'length-prefix':
      return lengthPrefix(typed, value ?? '4');
    case 'fixed':
      return fixed(typed, value);
    default:
      throw new HarnessError('flag-invalid', `--framing takes ${listed(FRAMINGS.map(([word]) => word))}, not '${typed}'.`);
  }
}

function refuseValue(word: string, value: string | undefined): void {
  if (value !== undefined)
    throw new HarnessError('flag-invalid', `--framing ${word} takes nothing behind it: leave '=${value}' out.`);
}

function delimiterIn(value: string | undefined): string {
  const text = (value ?? '').replace(
    /\\x([0-9a-fA-F]{2})|\\([nrt0\\])/g,
    (_, hex: string | undefined, sign: string | undefined) =>
      hex === undefined ? (ESCAPES[sign ?? ''] ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const bytes = Buffer.byteLength(text);
  if (bytes < 1 || bytes > DELIMITER_BYTES_MAX) {
    throw new HarnessError(
      'flag-invalid',
      `--framing delimiter=TEXT takes 1 to ${DELIMITER_BYTES_MAX} bytes that end a message, such as delimiter=\\r\\n, not '${value ?? ''}'.`,
    );
  }
  if (/^[A-Za-z0-9 ]*$/.test(text) || [...text].some((sign) => sign.charCodeAt(0) > 0x7e)) {
    throw new HarnessError(
      'flag-invalid',
      `--framing delimiter=TEXT takes ASCII with at least one sign that the sample's texts do not have: other than letters, digits and blanks; not '${value}'.`,
    );
  }
  return text;
}

/** As a string of JavaScript, in single quotes where that needs no escape. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = [...text].map((sign) => {
    const code = sign.charCodeAt(0);
    const known = Object.entries(ESCAPES).find(([name, escaped]) => escaped === sign && name !== '0')?.[0];
    if (known !== undefined) return `\\${known}`;
    if (sign === quote) return `\\${quote}`;
    return code < 0x20 ? `\\x${code.toString(16).padStart(2, '0')}` : sign;
  });
  return `${quote}${inner.join('')}${quote}`;
}

function ended(typed: string, delimiter: string, sentence: string): FramingChoice {
  return {
    typed,
    maker: 'delimited',
    expression: `delimited(${quoted(delimiter)}, ${TEXT_BYTES_MAX})`,
    sentence,
    payloadBytesMax: TEXT_BYTES_MAX,
    serverCode: `const MESSAGE_BYTES_MAX = ${TEXT_BYTES_MAX};
const END = Buffer.from(${quoted(delimiter)});

/** A message as the bytes that go out. */
function encode(text) {
  return Buffer.concat([Buffer.from(text), END]);
}

/** The messages that have come whole, and the bytes behind them. */
function split(bytes) {
  const texts = [];
  let start = 0;
  for (let end = bytes.indexOf(END); end !== -1; end = bytes.indexOf(END, start)) {
    texts.push(bytes.toString('utf8', start, end));
    start = end + END.length;
  }
  const rest = bytes.subarray(start);
  return { texts, rest, isTooLong: rest.length > MESSAGE_BYTES_MAX };
}`,
  };
}

function lengthPrefix(typed: string, value: string): FramingChoice {
  if (!['1', '2', '4'].includes(value)) {
    throw new HarnessError('flag-invalid', `--framing length-prefix=BYTES takes 1, 2 or 4 bytes of length, not '${value}'.`);
  }
  const payloadBytesMax = value === '1' ? 255 : TEXT_BYTES_MAX;
  return {
    typed,
    maker: 'lengthPrefixed',
    expression: `lengthPrefixed(${value}, 'big', ${payloadBytesMax})`,
    sentence: `before each message stands its length, ${value === '1' ? 'in one byte' : `in ${value} bytes, the highest first`}`,
    payloadBytesMax,
    serverCode: `const MESSAGE_BYTES_MAX = ${payloadBytesMax};
const PREFIX_BYTES = ${value};

/** A message as the bytes that go out. */
function encode(text) {
  const payload = Buffer.from(text);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUIntBE(payload.length, 0, PREFIX_BYTES);
  return Buffer.concat([prefix, payload]);
}

/** The messages that have come whole, and the bytes behind them. */
function split(bytes) {
  const texts = [];
  let start = 0;
  while (bytes.length - start >= PREFIX_BYTES) {
    const length = bytes.readUIntBE(start, PREFIX_BYTES);
    if (length > MESSAGE_BYTES_MAX) return { texts, rest: bytes.subarray(start), isTooLong: true };
    const end = start + PREFIX_BYTES + length;
    if (end > bytes.length) break;
    texts.push(bytes.toString('utf8', start + PREFIX_BYTES, end));
    start = end;
  }
  return { texts, rest: bytes.subarray(start), isTooLong: false };
}`,
  };
}

function fixed(typed: string, value: string | undefined): FramingChoice {
  const size = Number(value);
  if (!/^\d+$/.test(value ?? '') || size < FIXED_BYTES_MIN || size > FIXED_BYTES_MAX) {
    throw new HarnessError(
      'flag-invalid',
      `--framing fixed=SIZE takes the bytes of a frame, a whole number from ${FIXED_BYTES_MIN} to ${FIXED_BYTES_MAX}, not '${value ?? ''}'.`,
    );
  }
  return {
    typed,
    maker: 'fixedTexts',
    expression: `fixedTexts(${size})`,
    sentence: `each message is a frame of ${size} bytes: a text, and NULs behind it`,
    payloadBytesMax: size - 1,
    serverCode: `const FRAME_BYTES = ${size};

/** A message as the bytes that go out: the text, and NULs up to the end of the frame. */
function encode(text) {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.write(text, 0, FRAME_BYTES - 1);
  return frame;
}

/** The messages that have come whole, and the bytes behind them. */
function split(bytes) {
  const texts = [];
  let start = 0;
  for (; bytes.length - start >= FRAME_BYTES; start += FRAME_BYTES) {
    const frame = bytes.subarray(start, start + FRAME_BYTES);
    const end = frame.indexOf(0);
    texts.push(frame.toString('utf8', 0, end === -1 ? FRAME_BYTES : end));
  }
  return { texts, rest: bytes.subarray(start), isTooLong: false };
}`,
  };
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
