import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{harness,server,scenarios,reports,bench,docs/site}/**/*.test.ts', '*.test.ts'],
    // Processes, not threads: the epoll transport sleeps in the event loop of the process's main thread.
    pool: 'forks',
    // Much of the time is waiting for servers: two at a time even where there are two processors.
    maxWorkers: 2,
    globalSetup: ['vitest.setup.ts'],
    testTimeout: 30_000,
  },
});
