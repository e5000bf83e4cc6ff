// A scenario or a contract that somebody wrote, as a file: bundled with esbuild, so that TypeScript and relative imports just work, and
// loaded. Agents load the same bundle.

import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, BuildOptions, Loader, Message, Metafile, OnResolveResult, Plugin } from 'esbuild';
import { assert, HarnessError } from '../errors.ts';
import { installBundle, moduleOfHere, nameOfOwn, type PortableBundle, portableBundle, specifierOf } from './bundle.ts';
import { BUNDLE_NAME, describeFile, describeScriptError } from './script-error.ts';

/** What somebody wrote: the word for it, and the code of what is wrong with it. */
export interface OwnKind {
  readonly noun: 'scenario' | 'contract';
  readonly code: 'scenario-invalid' | 'contract-invalid';
}

export interface OwnModule {
  readonly exports: Readonly<Record<string, unknown>>;
  /** As messages name the file. */
  readonly named: string;
  /** Without its extension. */
  readonly name: string;
  /** A URL that other processes can load it from. */
  readonly module: string;
  /** What other installations can make such a module of. */
  readonly bundle: PortableBundle;
  readonly source: string;
  /** Deletes the bundle: nobody can load it any more. It is gone with the process at the latest. */
  remove(): void;
}

export interface LoadingOptions {
  /** A module may wait at its top level for what never comes. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const LOADER_BY_EXTENSION: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
};

/** `checked` looks at what the module exports, and throws when that is not what it should be. */
export async function loadOwnModule<T>(
  file: string,
  kind: OwnKind,
  checked: (module: OwnModule) => T,
  { timeoutMs = TIMEOUT_MS }: LoadingOptions = {},
): Promise<T> {
  const source = sourceAt(file, kind);
  const bundle = await bundleOf(source, kind);
  const { module, remove } = installBundle(bundle);
  const named = describeFile(source);
  try {
    const exports = await imported(module, named, timeoutMs, kind);
    return checked({ exports, named, name: nameOf(source), module, bundle, source, remove });
  } catch (error) {
    remove();
    throw error;
  }
}

/** The file itself, by whatever link it is reached: imports are relative to where it stands. */
function sourceAt(file: string, kind: OwnKind): string {
  const path = resolve(file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw refusal(kind, `There is no file ${describeFile(path)}: name the file of a ${kind.noun}`);
  if (!stat.isFile()) throw refusal(kind, `${describeFile(path)} is no file: name the file of a ${kind.noun}`);
  if (LOADER_BY_EXTENSION[extname(path)] === undefined) {
    throw refusal(
      kind,
      `A ${kind.noun}'s file is TypeScript or JavaScript, such as mine.ts or mine.mjs, not ${describeFile(path)}`,
    );
  }
  return realpathSync(path);
}

function nameOf(source: string): string {
  const file = source.slice(dirname(source).length).replace(/^[\\/]/, '');
  return file.slice(0, file.length - extname(file).length);
}

async function bundleOf(source: string, kind: OwnKind): Promise<PortableBundle> {
  // Loaded only for whoever has a scenario of their own.
  const { build, stop } = await import('esbuild');
  const outfile = join(dirname(source), BUNDLE_NAME);
  const builtWith = async (prefix: string) => {
    const options = {
      entryPoints: [source],
      // Never written: it is where sources are relative to.
      outfile,
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      metafile: true,
      // Names in stacks and messages are those that somebody wrote.
      keepNames: true,
      charset: 'utf8',
      define: PLACE_NAMES,
      logLevel: 'silent',
      plugins: [ownModules(prefix), places],
    } satisfies BuildOptions;
    const { outputFiles, metafile } = await build(options);
    const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
    const code = textOf(BUNDLE_NAME);
    const map = absoluteMap(textOf('.map'), outfile);
    return { code, bundle: portableBundle(withRequire(code, source), map, prefix, importCount(metafile, prefix)) };
  };
  try {
    const { code, bundle } = await builtWith('harness-0:');
    if (bundle !== undefined) return bundle;
    // Somebody says just that in a text of theirs. What contains its own hash nobody can write.
    const digits = createHash('sha256').update(code).digest('hex').slice(0, 16);
    const other = await builtWith(`harness-${digits}:`);
    assert(other.bundle !== undefined, 'no text contains its own hash');
    return other.bundle;
  } catch (error) {
    throw notBundled(error, source, kind);
  } finally {
    // It is a process of its own, and has nothing more to do.
    await stop();
  }
}

function importCount({ outputs }: Metafile, prefix: string): number {
  const paths = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return paths.filter((path) => path.startsWith(prefix)).length;
}

function notBundled(error: unknown, source: string, kind: OwnKind): HarnessError {
  const [first] = isBuildFailure(error) ? error.errors : [];
  if (first !== undefined) return refusal(kind, describeMessage(first, source), error);
  const why = error instanceof Error ? error.message : String(error);
  return new HarnessError(
    'measurement-failed',
    `esbuild, which makes a module of ${describeFile(source)}, does not run here: ${why}. Run npm ci again.`,
    error,
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

/** Such as `mine.ts:3:7: Expected ")" but found ";"`. */
function describeMessage({ location, text }: Message, source: string): string {
  const sentence = text.replace(/\.$/, '');
  if (location === null) return `${describeFile(source)}: ${sentence}`;
  const { file, line, column, lineText } = location;
  // esbuild counts bytes, and everybody else characters.
  const characters = Buffer.from(lineText).subarray(0, column).toString().length;
  return `${describeFile(resolve(file))}:${line}:${characters + 1}: ${sentence}`;
}

/** By absolute URLs the map holds wherever the bundle lies. */
function absoluteMap(text: string, outfile: string): string {
  const map = JSON.parse(text) as { sources: string[] };
  const base = pathToFileURL(outfile);
  const sources = map.sources.map((source) => new URL(source.replace(PLACE_PREFIX, ''), base).href);
  return JSON.stringify({ ...map, sources });
}

/**
 * A CommonJS package among the user's that requires one of node's own modules finds no `require` in a module. As a function it is
 * there from the beginning, though it stands at the end, where it moves no position. Code that has one of its own has no need of it.
 */
function withRequire(code: string, source: string): string {
  if (!code.includes('typeof require !== "undefined"')) return code;
  const from = JSON.stringify(pathToFileURL(source).href);
  return `${code}import { createRequire as requireFor } from 'node:module';\nfunction require(id) { return requireFor(${from})(id); }\n`;
}

async function imported(module: string, named: string, timeoutMs: number, kind: OwnKind): Promise<Record<string, unknown>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const sentence = `${named} has not finished loading within ${timeoutMs / 1000} s: an await at its top level waits for something`;
    timer = setTimeout(() => reject(refusal(kind, sentence)), timeoutMs);
  });
  try {
    return await Promise.race([import(module) as Promise<Record<string, unknown>>, late]);
  } catch (error) {
    if (error instanceof HarnessError && error.code === kind.code) throw error;
    throw refusal(kind, `${named} throws while it loads: ${describeScriptError(error).replace(/\.$/, '')}`, error);
  } finally {
    clearTimeout(timer);
  }
}

/** `tcp-harness` is the installation that runs it, wherever the scenario lies: its classes are to be the very ones that agents use. */
function ownModules(prefix: string): Plugin {
  const external = (name: string): OnResolveResult => ({ path: specifierOf(prefix, name), external: true });
  return {
    name: 'own-modules',
    setup({ onResolve }) {
      onResolve({ filter: /^tcp-harness(\/|$)/ }, ({ path }) => {
        if (path === 'tcp-harness') return external('harness/index');
        const name = path.slice('tcp-harness/'.length);
        if (name.startsWith('scenarios/') && moduleOfHere(name) !== undefined) return external(name);
        const text = `There is no ${path}: a file of one's own can import from tcp-harness and tcp-harness/scenarios/…, such as tcp-harness/scenarios/echo-block/dialect`;
        return { errors: [{ text }] };
      });
      // A scenario within this project names them by their files, and built agents run the built ones.
      onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const name = nameOfOwn(resolve(resolveDir, path));
        return name === undefined ? undefined : external(name);
      });
    },
  };
}

/** `import.meta` speaks of the file that it stands in, and not of the bundle, so that a scenario finds what lies beside it. */
const PLACE_NAMES = {
  'import.meta.url': 'scenarioPlaceUrl',
  'import.meta.filename': 'scenarioPlaceFilename',
  'import.meta.dirname': 'scenarioPlaceDirname',
};
const PLACE = 'scenario-place';
/** What a place says has no other source than the file that it speaks of. */
const PLACE_PREFIX = new RegExp(`^${PLACE}:`);

const places: Plugin = {
  name: 'places',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\.[cm]?[jt]s$/, namespace: 'file' }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta')) return undefined;
      // An import at the end holds for the whole file, and moves no position in it.
      const names = Object.values(PLACE_NAMES).join(', ');
      return { contents: `${text}\nimport { ${names} } from '${PLACE}';\n`, loader: LOADER_BY_EXTENSION[extname(path)] ?? 'js' };
    });
    onResolve({ filter: new RegExp(`^${PLACE}$`) }, ({ importer }) => ({ path: importer, namespace: PLACE }));
    onLoad({ filter: /.*/, namespace: PLACE }, ({ path }) => {
      const values = [pathToFileURL(path).href, path, dirname(path)].map((value) => JSON.stringify(value));
      const names = Object.values(PLACE_NAMES).map((name, index) => `export const ${name} = ${values[index]};`);
      return { contents: names.join('\n'), loader: 'js' };
    });
  },
};

function refusal({ code }: OwnKind, sentence: string, cause?: unknown): HarnessError {
  return new HarnessError(code, /[.?!]$/.test(sentence) ? sentence : `${sentence}.`, cause);
}
