// The catalogue as a whole: no clause of the contract is left out, no fault survives, and no case is there for nothing.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTRACTS } from '../../scenarios/contracts.ts';
import { FAULTS } from '../../server/faults/catalogue.ts';
import type { ProtocolName } from '../../server/protocols/protocols.ts';
import { wholeOf } from '../judge/generic/whole-of.ts';

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Every clause of the wire contract. */
const CLAUSES: Readonly<Record<string, readonly string[]>> = {
  chat: [
    ...numbers(1, 7).map((number) => `CHAT-1.1.${number}`),
    ...numbers(1, 8).map((number) => `CHAT-1.2.${number}`),
    ...numbers(1, 2).map((number) => `CHAT-1.3.${number}`),
    ...numbers(1, 9).map((number) => `CHAT-1.4.${number}`),
    ...numbers(1, 5).map((number) => `CHAT-1.5.${number}`),
    ...numbers(1, 4).map((number) => `CHAT-1.6.${number}`),
  ],
  'echo-text': numbers(1, 7).map((number) => `ECHO-TEXT-2.${number}`),
  keepalive: numbers(1, 6).map((number) => `KEEP-3.${number}`),
  talk: numbers(1, 5).map((number) => `TALK-4.${number}`),
  'echo-block': numbers(1, 4).map((number) => `ECHO-BLOCK-5.${number}`),
  p2p: numbers(1, 4).map((number) => `P2P-6.${number}`),
};

/** The reference server has no process that could end unreaped where it serves one client, and so no fault of that kind. */
const SANITY: readonly string[] = ['p2p/generic/resources/zombies'];

const ALL = CONTRACTS.flatMap((contract) => {
  const { cases, properties } = wholeOf(contract);
  return [...cases, ...properties].map((one) => ({ protocol: contract.dialect.name as ProtocolName, one }));
});

/** Those of speed break none, which their own tests show. */
const BREAKING = FAULTS.filter(({ clauses }) => clauses.length > 0);

describe('the catalogue', () => {
  it.each(Object.entries(CLAUSES))('has a case for every clause of %s, and cites no other', (protocol, clauses) => {
    const contract = CONTRACTS.find(({ dialect }) => dialect.name === protocol);
    const cited = new Set(contract?.cases.map(({ clause }) => clause));
    expect([...cited].filter((clause) => !clauses.includes(clause))).toEqual([]);
    const asked = new Set(contract?.questions?.map(({ clause }) => clause));
    expect(clauses.filter((clause) => !cited.has(clause) && !asked.has(clause))).toEqual([]);
  });

  it('has at least 70 cases for chat and 150 in all', () => {
    const cases = CONTRACTS.flatMap((contract) => contract.cases);
    expect(CONTRACTS[0]?.cases.length).toBeGreaterThanOrEqual(70);
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });

  it('gives no id twice, and every id its protocol', () => {
    const ids = ALL.map(({ one }) => one.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ALL.filter(({ protocol, one }) => !one.id.startsWith(`${protocol}/`)).map(({ one }) => one.id)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z0-9.-]+(\/[a-z0-9.-]+)+$/.test(id))).toEqual([]);
  });

  it('has every case that the README and its documents name', () => {
    const files = [
      'README.md',
      'docs/verify.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'harness/cli/verify.ts',
      'harness/cli/replay.ts',
    ];
    const texts = files.map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).join('\n');
    const ids = new Set(ALL.map(({ one }) => one.id));
    const named = texts.match(/\bchat\/[\d.]+\/[a-z0-9-]+|\bchat-[\d.]+-[a-z0-9-]+(?=\.json)/g) ?? [];
    const asId = (name: string): string => name.replace(/^chat-([\d.]+)-/, 'chat/$1/');
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !ids.has(asId(name)))).toEqual([]);
  });

  it('lets no fault of the reference server survive that breaks a clause', () => {
    const wanted = BREAKING.flatMap(({ name, protocols }) => protocols.map((protocol) => `${protocol} ${name}`));
    const killed = new Set(ALL.flatMap(({ protocol, one }) => one.kills.map((fault) => `${protocol} ${fault}`)));
    expect(wanted.filter((fault) => !killed.has(fault))).toEqual([]);
  });

  it('has every fault caught by a case that cites a clause of the fault', () => {
    const survivors = BREAKING.flatMap(({ name, protocols, clauses }) =>
      protocols
        .filter(
          (protocol) =>
            !ALL.some(
              (other) => other.protocol === protocol && other.one.kills.includes(name) && clauses.includes(other.one.clause),
            ),
        )
        .map((protocol) => `${protocol} ${name}`),
    );
    expect(survivors).toEqual([]);
  });

  it('names no fault that there is not', () => {
    const known = new Set(FAULTS.flatMap(({ name, protocols }) => protocols.map((protocol) => `${protocol} ${name}`)));
    const named = ALL.flatMap(({ protocol, one }) => one.kills.map((fault) => `${protocol} ${fault}`));
    expect(named.filter((fault) => !known.has(fault))).toEqual([]);
  });

  it('has no case that catches nothing, but those of sanity', () => {
    const idle = ALL.filter(({ one }) => one.kills.length === 0).map(({ one }) => one.id);
    expect(idle).toEqual([...SANITY]);
  });

  it('says every rule in a sentence of its own', () => {
    const rules = ALL.map(({ protocol, one }) => `${protocol}: ${one.rule}`);
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
    expect(ALL.filter(({ one }) => !/^[A-Z`0-9].*\.$/.test(one.rule)).map(({ one }) => one.id)).toEqual([]);
  });
});
