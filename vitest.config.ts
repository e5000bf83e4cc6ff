import { defineConfig } from 'vitest/config';

/** Pages in a browser. The files of a process share a browser, a window in it, and the examples of records. */
const BROWSER = [
  'reports/page/{accessibility,charts,document,hostile,outline,pages}.test.ts',
  'reports/page/{several,verify}/{browser,filters}.test.ts',
  'docs/site/browser.test.ts',
];
/** Rooms whose tests share nothing but modules: rules, records, words, pages as text. They open nothing, and leave nothing behind. */
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
];
/** And in the other rooms those that do no more. */
const ALSO_TOGETHER = [
  'harness/*.test.ts',
  'harness/fleet/{fleet-record,near-ceiling,running-figures}.test.ts',
  'harness/fleet/remote/{*.laws,certificate-names}.test.ts',
  'harness/cli/{list,live-lines,nats-flags,panel.laws,progress,short-names,terminal,typed-lines,without-secrets.laws}.test.ts',
  'harness/cli/verify-{catalogue,progress}.test.ts',
  'docs/site/{site,snippets/shortened}.test.ts',
];
const APART = [
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
    // They share one queue, in the order of their names; within each the longest file comes first, by what it took last time or else by its
    // size. So the short files are the last, and no worker waits long for the other. A project that is not isolated keeps its process from
    // file to file: to start one for each, and to load the same modules again, takes longer than many of the tests.
    projects: [
      { extends: true, test: { name: 'apart', include: APART, exclude: [...ALSO_TOGETHER, ...BROWSER] } },
      { extends: true, test: { name: 'browser', include: BROWSER, isolate: false } },
      {
        extends: true,
        test: {
          name: 'together',
          include: [...TOGETHER, ...ALSO_TOGETHER],
          exclude: [...AND_YET_APART, ...BROWSER],
          isolate: false,
        },
      },
    ],
  },
});

/** Numbers of runs stand in the tests; what names none has fast-check's hundred. */
function triedMoreOften(code: string, file: string): string | undefined {
  if (!file.endsWith('.test.ts') || !code.includes("from 'fast-check'")) return undefined;
  const more = code.replace(/\bnumRuns: ([^,}]+)/g, (_, runs: string) => `numRuns: ${TIMES} * (${runs})`);
  return `${more}\nfc.configureGlobal({ numRuns: ${100 * TIMES} });\n`;
}
