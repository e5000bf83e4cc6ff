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
];
/** Pages in a browser. All files of a process have one browser, one window in it, and records of examples that are made once. */
const BROWSER = [
  'reports/page/{accessibility,charts,document,hostile,outline,pages}.test.ts',
  'reports/page/{several,verify}/{browser,filters}.test.ts',
  'docs/site/browser.test.ts',
];
const APART = [
  'harness/*.test.ts',
  'harness/{transport,client,fleet,cli}/**/*.test.ts',
  'server/*.test.ts',
  '{bench,deploy,docs}/**/*.test.ts',
  ...AND_YET_APART,
];

export default defineConfig({
  test: {
    // Processes, not threads: the epoll transport sleeps in the event loop of the process's main thread.
    pool: 'forks',
    // Much of the time is waiting for servers: two at a time even where there are two processors.
    maxWorkers: 2,
    globalSetup: ['vitest.setup.ts'],
    testTimeout: 30_000,
    // They share one queue, in the order of their names, and within a project the longest file comes first (by what it took last time, else
    // by its size): so at the end there are only short files, and neither worker waits for the other. Who is `together` keeps a process
    // for as many files as come in a row: to start one for each, and to load the same modules again, takes longer than the tests.
    projects: [
      { extends: true, test: { name: 'apart', include: APART, exclude: BROWSER } },
      { extends: true, test: { name: 'browser', include: BROWSER, isolate: false } },
      { extends: true, test: { name: 'together', include: TOGETHER, exclude: [...AND_YET_APART, ...BROWSER], isolate: false } },
    ],
  },
});
