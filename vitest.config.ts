import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{harness,server,scenarios,reports,bench}/**/*.test.ts', '*.test.ts'],
    // Processes, not threads: the epoll transport sleeps in the event loop of the process's main thread.
    pool: 'forks',
    globalSetup: ['vitest.setup.ts'],
    testTimeout: 30_000,
  },
});
