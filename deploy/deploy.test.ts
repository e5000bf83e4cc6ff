import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterEach, describe, expect, it } from 'vitest';
import { addAgentCommand } from '../harness/cli/agent.ts';
import { addBenchCommand } from '../harness/cli/bench.ts';
import { endFleet, Run, startAgent } from '../harness/cli/fleet.test-support.ts';
import { addServeCommand } from '../harness/cli/serve.ts';
import { describeWithNats, startNatsServer } from '../harness/fleet/remote/nats-server.test-support.ts';
import { parseYaml, type Yaml } from './plain-yaml.test-support.ts';

const here = dirname(fileURLToPath(import.meta.url));
const files = [here, join(here, 'kubernetes')].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
const textOf = (name: string) => readFileSync(join(here, name), 'utf8');
const documents = files
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => parseYaml(readFileSync(file, 'utf8')).map((document) => ({ name: file.slice(here.length + 1), document })));

/** All values of members that are called so, however deep. */
function found(value: Yaml, name: string): Yaml[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap((one: Yaml) => found(one, name));
  return Array.isArray(value) || !(name in value) ? inside : [Reflect.get(value, name) as Yaml, ...inside];
}

const WORDS = ['agent', 'bench', 'serve'];
const commands = documents.flatMap(({ name, document }) =>
  ['args', 'command'].flatMap((member) =>
    found(document, member).flatMap((words) => {
      const isOurs = Array.isArray(words) && WORDS.includes(String(words[0]));
      return isOurs ? [{ name, words: (words as readonly Yaml[]).map(String) }] : [];
    }),
  ),
);

describe('the manifests', () => {
  it('are there, each with a kind and a name, in one namespace', () => {
    const kinds = documents.flatMap(({ document }) => found(document, 'kind'));
    for (const kind of ['Namespace', 'Secret', 'Deployment', 'Service', 'Job', 'NetworkPolicy']) expect(kinds).toContain(kind);
    for (const { name, document } of documents) {
      if (!name.startsWith('kubernetes/')) continue;
      expect(document, name).toMatchObject({ apiVersion: expect.any(String), metadata: { name: expect.any(String) } });
      const place = Reflect.get(document as object, 'kind') === 'Namespace' ? {} : { namespace: 'tcp-harness' };
      expect(Reflect.get(document as object, 'metadata'), name).toMatchObject(place);
    }
  });

  it('give commands that the harness understands', async () => {
    expect(commands.map(({ words: [word] }) => word).toSorted()).toEqual(['agent', 'agent', 'agent', 'bench', 'bench', 'serve']);
    for (const { words } of commands) await understood(words);
    await expect(understood(['agent', '--no-such-flag'])).rejects.toThrow(/unknown option/);
  });

  it('name the secrets, and hold none', () => {
    const names = documents.flatMap(({ document }) => found(document, 'secretKeyRef'));
    expect(new Set(names.map((ref) => JSON.stringify(ref)))).toEqual(
      new Set(['agent', 'coordinator'].map((key) => JSON.stringify({ name: 'harness-nats', key }))),
    );
    for (const file of files) expect(readFileSync(file, 'utf8'), file).not.toMatch(/passw?(or)?d"?[:=] *"?[a-z]\w{3,}/i);
  });

  it('use only files that are there', () => {
    expect(existsSync(join(here, '..', 'deploy/Dockerfile'))).toBe(true);
    const copied = [...textOf('Dockerfile').matchAll(/COPY --from=build \/app\/(\S+)/g)].map(([, name = '']) => name);
    for (const name of copied.filter((one) => one !== 'node_modules' && one !== 'dist')) {
      expect(existsSync(join(here, '..', name)), name).toBe(true);
    }
    expect(textOf('Dockerfile')).toContain(`ENTRYPOINT ["node", "/app/${bin()}"]`);
  });
});

describe('the check of the manifests', () => {
  it.each([
    ['a: 1\n  b: 2', 'line 2'],
    ['a: 1\na: 2', 'once more'],
    ['a: no', 'quotes'],
    ['a:\tb', 'tab'],
    ['- a\nb: 1', 'line 2'],
    ['just a text', 'no member'],
  ])('refuses %j', (text, why) => {
    expect(() => parseYaml(text)).toThrow(why);
  });

  it('reads what they are written in', () => {
    const text = 'a:\n  - name: x\n    of: ["y", 1]\n  - "z"\nb: true\n---\nc:\n  d.e/f: 7\n';
    expect(parseYaml(text)).toEqual([{ a: [{ name: 'x', of: ['y', 1] }, 'z'], b: true }, { c: { 'd.e/f': 7 } }]);
  });
});

const PASSWORDS = { AGENT_PASSWORD: 'agents-do', COORDINATOR_PASSWORD: 'coordinators-do' };

describeWithNats('the configuration of NATS', () => {
  afterEach(() => {
    endFleet();
    for (const name of Object.keys(PASSWORDS)) delete process.env[name];
  });

  it('lets agents and coordinators work, and keeps an agent from being a coordinator', async () => {
    Object.assign(process.env, PASSWORDS);
    const nats = await startNatsServer({ configuration: textOf('nats.conf') });
    try {
      const as = (user: string, password: string) => nats.url.replace('//', `//${user}:${password}@`);
      await startAgent(as('agent', PASSWORDS.AGENT_PASSWORD), 'one');
      const words = ['echo-block/ping', '--clients', '2', '--turns', '20', '--agents', '1', '--nats'];
      const record = await new Run(...words, as('coordinator', PASSWORDS.COORDINATOR_PASSWORD)).record();
      expect(record.totals).toMatchObject({ turns: 20, operations: 20, errors: 0 });
      expect(record.fleet?.agents.map(({ name }) => name)).toEqual(['one']);
      const intruder = new Run(...words, as('agent', PASSWORDS.AGENT_PASSWORD));
      expect(await intruder.ended).toBe(4);
      expect(intruder.stdout).toBe('');
    } finally {
      await nats.stop();
    }
  });
});

async function understood(words: readonly string[]): Promise<void> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addBenchCommand(program, '0.0.0');
  addAgentCommand(program, '0.0.0');
  addServeCommand(program);
  for (const command of program.commands) {
    command
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .action(() => {});
  }
  await program.parseAsync(words, { from: 'user' });
}

/** Where the package says that its command is. */
function bin(): string {
  const words = execFileSync(process.execPath, ['-p', "Object.values(require('./package.json').bin)[0]"], {
    cwd: join(here, '..'),
  });
  return words.toString().trim().replace(/^\.\//, '');
}
