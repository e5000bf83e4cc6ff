import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { calibratedEnvironment, calibrationFile, loadCalibration, saveCalibration } from './calibration-file.ts';

const calibration = { operationsPerSecondMax: 100_000, sendLagP99Us: 90, responseP50Us: 40, responseP99Us: 120 };
const here = { node: 'v20.20.2', processor: 'Example', processors: 2, transport: 'epoll' };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'calibration-test-'));
  file = join(folder, 'deep', 'calibration.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a calibration', () => {
  it('is found again in the same environment', () => {
    saveCalibration(here, calibration, file);
    expect(loadCalibration(here, file)).toEqual(calibration);
    expect(readdirSync(dirname(file))).toEqual(['calibration.json']);
  });

  it.each([
    ['node', 'v22.0.0'],
    ['processor', 'Other'],
    ['processors', 4],
    ['transport', 'node'],
    ['isAwake', true],
  ])('is not that of another %s, and stays beside it', (key, value) => {
    const there = { ...here, [key]: value };
    saveCalibration(here, calibration, file);
    expect(loadCalibration(there, file)).toBeUndefined();
    saveCalibration(there, { ...calibration, sendLagP99Us: 7 }, file);
    expect(loadCalibration(here, file)).toEqual(calibration);
    expect(loadCalibration(there, file)?.sendLagP99Us).toBe(7);
  });

  it('is replaced by the next', () => {
    saveCalibration(here, calibration, file);
    saveCalibration(here, { ...calibration, operationsPerSecondMax: 5 }, file);
    expect(loadCalibration(here, file)?.operationsPerSecondMax).toBe(5);
  });

  it('is none without a file, and with one that is broken or something else', () => {
    expect(loadCalibration(here, file)).toBeUndefined();
    mkdirSync(dirname(file));
    const entry = { ...here, calibration };
    const texts = [
      '',
      '{"schema":',
      'null',
      JSON.stringify({ schema: 'tcp-harness/calibration/2', entries: [entry] }),
      JSON.stringify({
        schema: 'tcp-harness/calibration/1',
        entries: [{ ...here, calibration: { ...calibration, sendLagP99Us: '9' } }],
      }),
    ];
    for (const text of texts) {
      writeFileSync(file, text);
      expect(loadCalibration(here, file)).toBeUndefined();
    }
    writeFileSync(file, JSON.stringify({ schema: 'tcp-harness/calibration/1', entries: [entry] }));
    expect(loadCalibration(here, file)).toEqual(calibration);
  });

  it('takes the place of a broken file', () => {
    mkdirSync(dirname(file));
    writeFileSync(file, '{"schema":');
    saveCalibration(here, calibration, file);
    expect(loadCalibration(here, file)).toEqual(calibration);
  });

  it('says why it can not be kept', () => {
    writeFileSync(join(folder, 'deep'), 'a file where a folder should be');
    expect(() => saveCalibration(here, calibration, file)).toThrow(HarnessError);
    expect(() => saveCalibration(here, calibration, file)).toThrow(/^The calibration can't be kept in .*: E/);
    expect(existsSync(file)).toBe(false);
  });

  it('lies in the cache of the user', () => {
    expect(calibrationFile({ XDG_CACHE_HOME: '/cache' }, '/home/me')).toBe('/cache/tcp-harness/calibration.json');
    expect(calibrationFile({ XDG_CACHE_HOME: 'cache' }, '/home/me')).toBe('/home/me/.cache/tcp-harness/calibration.json');
    expect(calibrationFile({ XDG_CACHE_HOME: '' }, '/home/me')).toBe('/home/me/.cache/tcp-harness/calibration.json');
    expect(calibrationFile({}, '/home/me')).toBe('/home/me/.cache/tcp-harness/calibration.json');
  });

  it('belongs to the machine that it was made on', () => {
    expect(calibratedEnvironment('epoll', true)).toMatchObject({ node: process.version, transport: 'epoll', isAwake: true });
  });
});
