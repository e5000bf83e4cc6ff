import { defineConfig } from 'vitest/config';

/** Rooms whose tests share nothing but modules: rules, records, words, pages as text. They open no browser, and leave nothing behind. */
const TOGETHER = [
  'harness/{wire,script,record,load,judge,study}/**/*.test.ts',
  'scenarios/**/*.test.ts',
  'server/{protocols,faults,models}/**/*.test.ts',
  'reports/**/*.test.ts',
  '*.test.ts',
];
/** In those rooms, the tests that do more. */
const AND_YET_APART = [
  'harness/judge/{live-target,verify-run}.test.ts',
  // It is about what holds before anything is prepared.
  'harness/record/latency-histogram.test.ts',
  // In a browser: beside others they come too late to what they look at.
  'reports/page/*.test.ts',
  'reports/page/{several,verify}/{browser,filters}.test.ts',
];
const APART = [
  'harness/*.test.ts',
  'harness/{transport,client,fleet,cli}/**/*.test.ts',
  'server/*.test.ts',
  '{bench,deploy,docs}/**/*.test.ts',
  ...AND_YET_APART,
];

/** Laws are tried as many times as often: to look for what is rare, before it makes a run of CI red by chance. */
const TIMES = Number(process.env.HARNESS_LAWS_TIMES ?? 1);

export default defineConfig({
  plugins: TIMES === 1 ? [] : [{ name: 'laws-tried-more-often', enforce: 'pre', transform: triedMoreOften }],
  test: {
    // Processes, not threads: the epoll transport sleeps in the event loop of the process's main thread.
    pool: 'forks',
    // Much of the time is waiting for servers: two at a time even where there are two processors.
    maxWorkers: 2,
    globalSetup: ['vitest.setup.ts'],
    testTimeout: 30_000 * TIMES,
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      // One process for many files: to start one for each, and to load the same modules again, takes longer than the tests.
      { extends: true, test: { name: 'together', include: TOGETHER, exclude: AND_YET_APART, isolate: false } },
    ],
  },
});

/** Numbers of runs stand in the tests; what names none has fast-check's hundred. */
function triedMoreOften(code: string, file: string): string | undefined {
  if (!file.endsWith('.test.ts') || !code.includes("from 'fast-check'")) return undefined;
  const more = code.replace(/\bnumRuns: ([^,}]+)/g, (_, runs: string) => `numRuns: ${TIMES} * (${runs})`);
  return `${more}\nfc.configureGlobal({ numRuns: ${100 * TIMES} });\n`;
}
