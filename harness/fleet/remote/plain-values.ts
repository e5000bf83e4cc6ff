// Plain values as bytes: JSON, and what JSON can't say (numbers that are not finite, -0, undefined in a list, bytes) as an object
// with one key that begins with `$`. A key of the value's own that begins so has one more `$` on the way.

export function bytesOfValue(value: unknown): Uint8Array {
  return ENCODER.encode(JSON.stringify({ value }, replace));
}

/** Throws a `SyntaxError` when the bytes are none of `bytesOfValue`. */
export function valueOfBytes(bytes: Uint8Array): unknown {
  const text = DECODER.decode(bytes);
  // Most values hold nothing special, and are read at the speed of JSON.
  const parsed: unknown = text.includes('"$') ? JSON.parse(text, revive) : JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new SyntaxError('no value');
  return Reflect.get(parsed, 'value');
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** Called by `JSON.stringify` with the object that holds the value as `this`. */
function replace(this: unknown, key: string, json: unknown): unknown {
  // A Buffer has been made an object by its own `toJSON`.
  const value: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : json;
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: Object.is(value, -0) ? '-0' : String(value) };
    case 'undefined':
      return Array.isArray(this) ? { $undefined: true } : undefined;
    case 'object':
      if (value === null || Array.isArray(value)) return value;
      if (value instanceof Uint8Array) {
        return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64') };
      }
      return hasSpecialKey(value) ? withKeys(value, (name) => (name.startsWith('$') ? `$${name}` : name)) : value;
    default:
      return value;
  }
}

/** Called by `JSON.parse`, with what is inside of a value before the value itself. */
function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // Whatever is revived as undefined has been taken out of the list.
    for (let index = 0; index < value.length; index++) if (!(index in value)) value[index] = undefined;
    return value;
  }
  if (!hasSpecialKey(value)) return value;
  if ('$number' in value) return Number(value.$number);
  if ('$undefined' in value) return undefined;
  if ('$bytes' in value) return new Uint8Array(Buffer.from(String(value.$bytes), 'base64'));
  return withKeys(value, (name) => (name.startsWith('$') ? name.slice(1) : name));
}

function hasSpecialKey(value: object): boolean {
  for (const name in value) if (name.startsWith('$')) return true;
  return false;
}

function withKeys(value: object, rename: (name: string) => string): object {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), member]));
}
