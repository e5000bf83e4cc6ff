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

export default defineConfig({
  test: {
    // Processes, not threads: the epoll transport sleeps in the event loop of the process's main thread.
    pool: 'forks',
    // Much of the time is waiting for servers: two at a time even where there are two processors.
    maxWorkers: 2,
    globalSetup: ['vitest.setup.ts'],
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      // One process for many files: to start one for each, and to load the same modules again, takes longer than the tests.
      { extends: true, test: { name: 'together', include: TOGETHER, exclude: AND_YET_APART, isolate: false } },
    ],
  },
});
