// A scenario of somebody's own on its way to whoever runs it: all that its author wrote, in one piece, which names the harness's modules
// by words of its own. Each installation puts its own modules in their place, so that the same bundle runs in a process beside this
// one and on another machine. What lies beside the author's files, and is read by them while they run, does not travel.

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { assert, HarnessError } from '../errors.ts';
import { BUNDLE_NAME } from './script-error.ts';

export interface PortableBundle {
  /** A module. Its last line says how those of the harness are named in it. */
  readonly code: string;
  /** Its source map; the sources are URLs of files as their author has them. */
  readonly map: string;
  /** SHA-256 of both, in hexadecimal digits. */
  readonly hash: string;
}

export interface InstalledBundle {
  /** A URL that other processes of this machine can load it from. */
  readonly module: string;
  /** Deletes it: nobody can load it any more. It is gone with the process at the latest. */
  remove(): void;
}

/** Refuses a bundle that is not what its author made. */
export function installBundle({ code, map, hash }: PortableBundle): InstalledBundle {
  if (hashOf(code, map) !== hash) {
    throw new HarnessError('agent-failed', 'The scenario is not the one that was sent, by its hash: run it again.');
  }
  const here = withModulesOfHere(code);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'harness-scenario-')));
  if (folders.size === 0) process.on('exit', removeAll);
  folders.add(folder);
  const file = join(folder, BUNDLE_NAME);
  writeFileSync(file, `${here}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}\n`);
  return { module: pathToFileURL(file).href, remove: () => removeFolder(folder) };
}

/** Where bundles are installed now: one listener for all of them, because a process may host many agents. */
const folders = new Set<string>();

function removeFolder(folder: string): void {
  folders.delete(folder);
  if (folders.size === 0) process.off('exit', removeAll);
  rmSync(folder, { recursive: true, force: true });
}

function removeAll(): void {
  for (const folder of [...folders]) removeFolder(folder);
}

/** `code` as esbuild made it, with `importCount` imports of the harness's modules by `prefix`. Undefined: it says the prefix elsewhere, too. */
export function portableBundle(code: string, map: string, prefix: string, importCount: number): PortableBundle | undefined {
  const timesSaid = code.split(prefix).length - 1;
  assert(timesSaid >= importCount, 'each import names its module by the prefix');
  if (timesSaid > importCount) return undefined;
  const named = `${code}${PREFIX_LINE}${prefix}\n`;
  return { code: named, map, hash: hashOf(named, map) };
}

/**
 * How a bundle imports a module of the harness. The word is as long as the URL that takes its place is going to be, and longer: what
 * stands behind it in its line stays where the source map says.
 */
export function specifierOf(prefix: string, name: string): string {
  return `${prefix}${name}`.padEnd(SPECIFIER_LENGTH, PADDING);
}

/** By a name such as `harness/index` or `scenarios/chat/dialect`; undefined: there is none here. */
export function moduleOfHere(name: string): URL | undefined {
  if (!/^(harness|scenarios)(\/[\w-]+)+$/.test(name)) return undefined;
  const url = new URL(`../../${name}${EXTENSION}`, import.meta.url);
  return existsSync(url) ? url : undefined;
}

/** The module of a scenario that comes with the harness, such as `chat/direct`, in this installation. */
export function builtInModule(name: string): string {
  const url = moduleOfHere(`scenarios/${name}`);
  if (url === undefined) throw new HarnessError('agent-failed', `There is no scenario ${name} in this installation.`);
  return url.href;
}

/** The name of a file of the harness that a scenario imports by its path; undefined: it is none, or not here. */
export function nameOfOwn(file: string): string | undefined {
  const folder = OWN_FOLDERS.find((one) => file.startsWith(one));
  if (folder === undefined) return undefined;
  const name = `harness/${file.slice(folder.length).replace(/\.[jt]s$/, '')}`;
  return moduleOfHere(name) === undefined ? undefined : name;
}

const PREFIX_LINE = '//# harness modules are named ';
const PADDING = '~';
const SPECIFIER_LENGTH = 200;

function withModulesOfHere(code: string): string {
  const prefix = code.slice(code.lastIndexOf(PREFIX_LINE) + PREFIX_LINE.length).trimEnd();
  assert(/^harness-\w+:$/.test(prefix), 'a bundle ends with the prefix of its imports');
  return code.replaceAll(new RegExp(`"${prefix}([^"~]*)${PADDING}*"`, 'g'), (specifier, name: string) => {
    const url = moduleOfHere(name);
    if (url === undefined)
      throw new HarnessError('agent-failed', `The scenario imports ${name}, and this installation has none.`);
    return JSON.stringify(url.href).padEnd(specifier.length);
  });
}

function hashOf(code: string, map: string): string {
  return createHash('sha256')
    .update(JSON.stringify([code, map]))
    .digest('hex');
}

/** Of this room's files, built or not. */
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
/** The modules that run, and their sources when those are built ones. */
const OWN_FOLDERS = [new URL('../', import.meta.url), new URL('../../../harness/', import.meta.url)].map((url) =>
  fileURLToPath(url),
);
