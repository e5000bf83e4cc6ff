// Where a calibration is kept until the next run: in the user's cache, one for each machine and way to run on it. Whatever is wrong
// with the file, it is a cache: what can't be read was never there.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { HarnessError } from '../errors.ts';
import { type BenchRecord, type Calibration, calibrationSchema } from '../record/record.ts';

/** What makes figures of another run those of another machine. */
export type CalibratedEnvironment = Pick<
  BenchRecord['environment'],
  'node' | 'processor' | 'processors' | 'transport' | 'isAwake'
>;

const CALIBRATION_FILE_SCHEMA = 'tcp-harness/calibration/1';

const entrySchema = z.object({
  node: z.string(),
  processor: z.string(),
  processors: z.number(),
  transport: z.string(),
  isAwake: z.boolean().optional(),
  calibration: calibrationSchema,
});
const fileSchema = z.object({ schema: z.literal(CALIBRATION_FILE_SCHEMA), entries: z.array(entrySchema) });
type Entry = z.infer<typeof entrySchema>;

export function loadCalibration(environment: CalibratedEnvironment, file = calibrationFile()): Calibration | undefined {
  return entriesIn(file).find((entry) => isSame(entry, environment))?.calibration;
}

/** In the place of the last one of this environment; those of others stay. */
export function saveCalibration(environment: CalibratedEnvironment, calibration: Calibration, file = calibrationFile()): void {
  const { node, processor, processors, transport, isAwake = false } = environment;
  const others = entriesIn(file).filter((entry) => !isSame(entry, environment));
  const entries: Entry[] = [...others, { node, processor, processors, transport, isAwake, calibration }];
  const text = `${JSON.stringify({ schema: CALIBRATION_FILE_SCHEMA, entries }, undefined, 2)}\n`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Whoever reads meanwhile gets the old file or the new one, and never a half.
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HarnessError('output-failed', `The calibration can't be kept in ${file}: ${why}.`, cause);
  }
}

/** A relative XDG_CACHE_HOME is to be ignored, says its specification. */
export function calibrationFile(environment: NodeJS.ProcessEnv = process.env, home = homedir()): string {
  const { XDG_CACHE_HOME: cache } = environment;
  const folder = cache !== undefined && isAbsolute(cache) ? cache : join(home, '.cache');
  return join(folder, 'tcp-harness', 'calibration.json');
}

/** This machine as a run's record names it; the transport by its kind, epoll or node, and not `auto`. */
export function calibratedEnvironment(transport: string, isAwake: boolean): CalibratedEnvironment {
  const processors = cpus();
  return {
    node: process.version,
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    transport,
    isAwake,
  };
}

function entriesIn(file: string): Entry[] {
  try {
    return fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data?.entries ?? [];
  } catch {
    return [];
  }
}

function isSame(one: CalibratedEnvironment, other: CalibratedEnvironment): boolean {
  return (
    one.node === other.node &&
    one.processor === other.processor &&
    one.processors === other.processors &&
    one.transport === other.transport &&
    (one.isAwake ?? false) === (other.isAwake ?? false)
  );
}
