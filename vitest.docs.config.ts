import { defineConfig } from 'vitest/config';

/** The commands of the documentation: `npm run test:docs`. */
export default defineConfig({
  test: {
    include: ['docs/site/snippets/*.docs-test.ts'],
    globalSetup: ['vitest.setup.ts'],
    // Pages at the same time: much of what their commands do is to wait.
    maxConcurrency: 3,
  },
});
