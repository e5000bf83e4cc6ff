// What a script threw, and where in the file that somebody wrote: a bundle's positions help nobody.

import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a bundled scenario is called, in a folder of its own; it ends with its source map. */
export const BUNDLE_NAME = 'scenario.mjs';

/** Such as `there is no partner (mine.ts:12:7)`: the message, and the first place in the stack that is not the harness's. */
export function describeScriptError(error: unknown): string {
  const message = messageOf(error);
  const place = placeOf(error);
  return place === undefined ? message : `${message} (${place})`;
}

/** As short as one can type it from where one is. */
export function describeFile(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return fromHere === '' || fromHere.startsWith('..') || isAbsolute(fromHere) ? file : fromHere;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
}

interface Place {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined;
  for (const line of error.stack.split('\n')) {
    const place = frameOf(line);
    if (place !== undefined && !isOurs(place.file)) return `${describeFile(place.file)}:${place.line}:${place.column}`;
  }
  return undefined;
}

/**
 * frame = "at " ["async "] [function " ("] file ":" line ":" column [")"]; the file is a path, or the URL of one. Where node maps
 * stacks itself (--enable-source-maps) it is the source already.
 */
function frameOf(line: string): Place | undefined {
  const match = /^\s+at (?:async )?(?:(?!\/|file:)[^(]*? \()?((?:\/|file:|[A-Za-z]:\\).*):(\d+):(\d+)\)?$/.exec(line);
  if (match === null) return undefined;
  const [, at = '', lineText, columnText] = match;
  const place = { file: pathOf(at), line: Number(lineText), column: Number(columnText) };
  return place.file.endsWith(`${sep}${BUNDLE_NAME}`) ? sourceOf(place) : place;
}

function sourceOf(place: Place): Place | undefined {
  const entry = mapOf(place.file)?.findEntry(place.line - 1, place.column - 1);
  if (entry === undefined || !('originalSource' in entry)) return undefined;
  return { file: pathOf(entry.originalSource), line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

const INLINE_MAP = '//# sourceMappingURL=data:application/json;base64,';
const mapByBundle = new Map<string, SourceMap>();

/** A script may throw in each of thousands of clients: its map is read once. */
function mapOf(bundle: string): SourceMap | undefined {
  const known = mapByBundle.get(bundle);
  if (known !== undefined) return known;
  try {
    const text = readFileSync(bundle, 'utf8');
    const encoded = text.slice(text.lastIndexOf(INLINE_MAP) + INLINE_MAP.length);
    const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()) as SourceMapPayload);
    mapByBundle.set(bundle, map);
    return map;
  } catch {
    return undefined;
  }
}

function pathOf(at: string): string {
  try {
    return at.startsWith('file:') ? fileURLToPath(at) : at;
  } catch {
    return at;
  }
}

/** Frames of the harness, and of packages that a scenario brings along, say little to whoever wrote it. */
function isOurs(file: string): boolean {
  return OWN_FOLDERS.some((folder) => file.startsWith(folder)) || file.split(sep).includes('node_modules');
}

const OWN_FOLDERS = ['../', '../../scenarios/'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
