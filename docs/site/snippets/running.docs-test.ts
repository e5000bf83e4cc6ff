// Every command of the documentation is run, shortened. It takes minutes: `npm run test:docs`, and a step of its own in CI. What is wrong
// with a block before it is run stands in snippets.test.ts.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { commandsOf } from './checked.test-support.ts';
import { readDocumentation, withoutRepeated } from './documentation.test-support.ts';
import { Workshop } from './workshop.test-support.ts';

const PAGE_LIMIT_MS = 300_000;

describe('the commands of the documentation', () => {
  const { pages, blocks, of } = readDocumentation();
  const all = [...of('sh'), ...of('yaml').map(commandsOf)];
  const commands = withoutRepeated(all).filter(({ text }) => text.trim() !== '');
  const workshop = new Workshop();
  let records: string;

  beforeAll(async () => {
    const place = await workshop.page('records', [], undefined);
    const text = 'harness bench --out made.json --progress none';
    const ran = await workshop.run(place, { file: 'records', line: 0, language: 'sh', text });
    if (!ran.output.includes('Record')) throw new Error(`There is no record for the pages to use: ${ran.output}`);
    records = join(place, 'made.json');
  }, 60_000);
  afterAll(() => workshop.close());

  // The blocks of a page one after the other, since they use what those above them made; pages at the same time.
  const withCommands = [...pages.keys()].filter((page) => commands.some(({ file }) => file === page));
  it.concurrent.each(withCommands)(
    'of %s run',
    async (page) => {
      const folder = await workshop.page(page, blocks, records);
      const failed: string[] = [];
      for (const block of commands.filter(({ file }) => file === page)) {
        const { exitCode, output } = await workshop.run(folder, block);
        if (exitCode !== 0) failed.push(`${page}:${block.line} left with ${exitCode}\n${block.text}\n${output.slice(-2_000)}`);
      }
      if (failed.length > 0) throw new Error(failed.join('\n\n'));
    },
    PAGE_LIMIT_MS,
  );
});
