// What a new project has beside its TypeScript: the sample server, the package, the workflow, and what is to be read first.

import type { ProjectWish } from './source-files.ts';

const FAULTS_OF_SAMPLE = ['first-word-only', 'hangs-up'] as const;

export function serverText({ name, framing, port }: ProjectWish): string {
  return `// A sample server of ${name}, to have something to try it on: 'ECHO text' is answered by the text, anything else by ERROR.
// Your own takes its place: in package.json, behind --start.
//
//     node server.mjs --port ${port}
//     node server.mjs --fault first-word-only      wrong on purpose: case 1 fails
//     node server.mjs --fault hangs-up             wrong on purpose: case 2 fails

import { createServer } from 'node:net';
import { parseArgs } from 'node:util';

const FAULTS = [${FAULTS_OF_SAMPLE.map((fault) => `'${fault}'`).join(', ')}];

const { values } = parseArgs({
  options: { port: { type: 'string', default: '${port}' }, fault: { type: 'string' } },
});
const { fault } = values;
if (fault !== undefined && !FAULTS.includes(fault)) {
  console.error(\`There is no fault '\${fault}': choose \${FAULTS.join(' or ')}.\`);
  process.exit(3);
}

${framing.serverCode}

/** Undefined: the server hangs up. */
function answer(request) {
  if (request.startsWith('ECHO ')) {
    const text = request.slice('ECHO '.length);
    return fault === 'first-word-only' ? text.split(' ')[0] : text;
  }
  return fault === 'hangs-up' ? undefined : 'ERROR';
}

const server = createServer((socket) => {
  let begun = Buffer.alloc(0);
  socket.setNoDelay(true);
  // A read may bring part of a message, or several: what is not whole yet waits for the rest.
  socket.on('data', (bytes) => {
    const { texts, rest, isTooLong } = split(begun.length === 0 ? bytes : Buffer.concat([begun, bytes]));
    begun = rest;
    const answers = texts.map(answer);
    const isOver = isTooLong || answers.includes(undefined);
    const said = isOver && !isTooLong ? answers.slice(0, answers.indexOf(undefined)) : answers;
    const isTaken = socket.write(Buffer.concat(said.map(encode)));
    if (isOver) socket.destroySoon();
    // Whoever does not read is not read from.
    else if (!isTaken) socket.pause();
  });
  socket.on('drain', () => socket.resume());
  // A client that breaks the connection is no affair of the others.
  socket.on('error', () => socket.destroy());
});
server.on('error', (error) => {
  console.error(\`The server can't listen: \${error.message}\`);
  process.exit(1);
});
server.listen(Number(values.port), '127.0.0.1', () => console.log(\`${name} listens on 127.0.0.1:\${values.port}\`));
`;
}

export function packageText({ name, version }: ProjectWish): string {
  const start = '--start "node server.mjs"';
  const content = {
    name,
    private: true,
    type: 'module',
    scripts: {
      start: 'node server.mjs',
      verify: `harness verify ./contract.ts ${start} --out runs/verify.json --report runs/verify.html`,
      bench: `harness bench ./load.ts ${start} --out runs/bench.json --report runs/bench.html`,
      report: 'harness report runs/bench.json --format markdown',
    },
    devDependencies: { 'tcp-harness': `^${version}` },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** For the editor: nothing is compiled, the harness reads TypeScript as it is. */
export const TSCONFIG_TEXT = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
    },
    include: ['*.ts'],
  },
  undefined,
  2,
)}\n`;

export const GITIGNORE_TEXT = 'node_modules\nruns\n';

export function workflowText(): string {
  return `name: harness
on: [push, pull_request]
permissions:
  contents: read
jobs:
  harness:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm install
      - name: Is it right?
        run: >-
          npm run verify --
          --report junit=runs/verify.xml --report markdown=runs/verify.md
      - name: Is it fast enough?
        # 2: the machine was too busy for a measurement that can be trusted, which is no failure of the server.
        run: >-
          npm run bench --
          --report junit=runs/bench.xml --report markdown=runs/bench.md
          || [ $? -eq 2 ]
      - name: Say so on the page of the run
        if: always()
        run: cat runs/verify.md runs/bench.md >> "$GITHUB_STEP_SUMMARY" || true
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: harness
          path: runs
`;
}

export function readmeText({ name, framing, port }: ProjectWish): string {
  return `# ${name}

Load tests and conformance tests of a server that speaks ${name}, with [tcp-harness](https://www.npmjs.com/package/tcp-harness).
What stands here is a sample: ${framing.sentence}; \`ECHO text\` is answered by the text, anything else by \`ERROR\`.

    npm install
    npm run verify      # is it right? runs/verify.html
    npm run bench       # how fast is it? runs/bench.html
    npm run report      # the last bench, as Markdown

| file | what it is |
| --- | --- |
| \`dialect.ts\` | where a message ends, the port (${port}), and what requests look like |
| \`contract.ts\` | what a server is held to: two cases |
| \`load.ts\` | what one client does to make load |
| \`server.mjs\` | the sample server |
| \`.github/workflows/harness.yml\` | both, at each push, with their reports |

## See it fail

A test that can't fail is worth nothing. The sample server can be wrong on purpose:

    npx harness verify ./contract.ts --start 'node server.mjs --fault first-word-only' --only '*/1/' '*/2/'
    npx harness verify ./contract.ts --start 'node server.mjs --fault hangs-up' --only '*/1/' '*/2/'
    npx harness bench ./load.ts --start 'node server.mjs --fault first-word-only' --duration 2s

They say what was asked, what came, and what should have come. \`--only\` leaves the cases that the harness adds by itself out: some of
them fail, too, when a server hangs up.

## Your own server

1. In \`package.json\`, put the command that starts your server behind \`--start\`, or take \`--start\` out and say
   \`--target host:port\` for one that runs already. It may be written in any language.
2. In \`dialect.ts\`, say how your messages are framed and what a request looks like.
3. In \`load.ts\`, say what a client does; \`me.exchange\` is one request and one answer.
4. In \`contract.ts\`, begin with \`converse\`, an ordinary conversation: by it a run sees whether your server serves at all. Then
   write a case for each rule of your protocol. An id is for ever.
5. Delete \`server.mjs\`.

\`npx harness verify --help\` and \`npx harness bench --help\` say what else there is; \`node_modules/tcp-harness/docs\` has the
tutorials.
`;
}
