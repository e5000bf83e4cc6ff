import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { defaultRecordFile, prepareFile, writeWhole } from './record-file.ts';

const before = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-file-'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

describe('the file of a record', () => {
  const now = new Date('2026-11-21T09:31:05.123Z');

  it('is called by the time and the scenario', () => {
    expect(defaultRecordFile('chat/direct', now)).toBe('runs/2026-11-21T09-31-05-chat-direct.json');
    expect(defaultRecordFile('../my own', now)).toBe('runs/2026-11-21T09-31-05-my-own.json');
  });

  it('takes the place of no other', () => {
    mkdirSync('runs');
    writeFileSync('runs/2026-11-21T09-31-05-a.json', '');
    expect(defaultRecordFile('a', now)).toBe('runs/2026-11-21T09-31-05-a-2.json');
  });

  it('gets its folder before the run, and is not there before it is written', () => {
    prepareFile('--out', 'some/where/it.json');
    expect(readdirSync('some/where')).toEqual([]);
    writeWhole('some/where/it.json', 'whole');
    expect(readFileSync('some/where/it.json', 'utf8')).toBe('whole');
  });

  it('takes the place of what was there only when it is whole, and leaves nothing beside it', () => {
    writeFileSync('it.json', 'before');
    writeWhole('it.json', 'after');
    expect([readFileSync('it.json', 'utf8'), readdirSync('.')]).toEqual(['after', ['it.json']]);
    rmSync('it.json');
    mkdirSync('it.json');
    expect(() => writeWhole('it.json', 'after')).toThrow("'it.json' can't be written: ");
    expect(readdirSync('.')).toEqual(['it.json']);
  });

  it('is refused before the run where it can not be written', () => {
    writeFileSync('file', '');
    mkdirSync('folder');
    expect(() => prepareFile('--out', 'file/it.json')).toThrow(
      "'file/it.json' can't be written: a part of the path is a file, not a folder; name another place with --out.",
    );
    expect(() => prepareFile('--junit', '-')).toThrow(
      "--junit takes the name of a file, and '-' is none here: standard output is /dev/stdout.",
    );
    expect(() => prepareFile('--report', 'folder')).toThrow(
      "'folder' can't be written: it is a folder; name another place with --report.",
    );
    expect(() => prepareFile('--out', 'new/')).toThrow("'new/' can't be written: it is a folder; name another place with --out.");
    const long = 'x'.repeat(300);
    expect(() => prepareFile('--out', long)).toThrow(`'${long}' can't be written: the name is too long; `);
    expect(readdirSync('.').toSorted()).toEqual(['file', 'folder']);
  });

  it.runIf(existsSync('/proc/self'))(
    'is refused before the run in a folder that takes none, without naming the file beside it',
    () => {
      for (const file of ['/proc/it.json', '/proc/it/it.json']) {
        expect(() => prepareFile('--out', file)).toThrow(
          `'${file}' can't be written: nothing can be made there; name another place with --out.`,
        );
      }
      expect(() => writeWhole('/proc/it.json', 'text')).toThrow(
        new HarnessError('output-failed', "'/proc/it.json' can't be written: nothing can be made there."),
      );
    },
  );

  it('leaves what is there as it is until it is written', () => {
    writeFileSync('it.json', 'before');
    prepareFile('--out', 'it.json');
    expect([readFileSync('it.json', 'utf8'), readdirSync('.')]).toEqual(['before', ['it.json']]);
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full, and goes into a device as it is', () => {
    expect(() => writeWhole('/dev/full', 'text')).toThrow("'/dev/full' can't be written: the disk is full.");
    writeWhole('/dev/null', 'text');
    expect(existsSync('/dev/full')).toBe(true);
  });
});
