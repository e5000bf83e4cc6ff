import { describe, expect, it } from 'vitest';
import { EXAMPLE_FLEET, exampleRecord } from '../../harness/record/example-record.test-support.ts';
import type { BenchRecord, FleetFigures } from '../../harness/record/record.ts';
import { agentNames, clocksApartUs, clockWarning, fleetSentence } from './fleet.ts';

const example = await exampleRecord();
const [berlin, paris] = EXAMPLE_FLEET.agents;
if (berlin === undefined || paris === undefined) expect.unreachable();

const of = (fleet: Partial<FleetFigures>, changes: Partial<BenchRecord> = {}): BenchRecord => ({
  ...example,
  fleet: { ...EXAMPLE_FLEET, ...fleet },
  ...changes,
});
const agents = (...changes: Partial<FleetFigures['agents'][number]>[]) => ({
  agents: changes.map((change) => ({ ...berlin, ...change })),
});

describe('the sentence about a fleet', () => {
  it('says how many there are, where, how well their clocks are known, and who was lost', () => {
    expect(fleetSentence(of({}))).toBe(
      '2 agents on 2 hosts, clocks alike within 225 µs; paris was lost, and 50 of 100 clients with it',
    );
    const lost = agents(...['a', 'b', 'c', 'd'].map((name) => ({ name, lost: 'was killed', clockDriftUs: 0, clockErrorUs: 1 })));
    expect(fleetSentence(of({ ...lost, clientsLost: 100 }))).toBe(
      '4 agents on 1 host, clocks alike within 2 µs; 4 were lost, and 100 of 100 clients with them',
    );
    expect(fleetSentence(of({ agents: [berlin], clientsLost: 0 }))).toBe('1 agent on 1 host');
  });

  it('is none where all agents were processes of one machine', () => {
    expect(fleetSentence(example)).toBeUndefined();
    expect(agentNames(example)).toEqual([]);
  });
});

describe('the clocks of two agents', () => {
  it('are apart by the errors and drifts of the two that are known worst', () => {
    const worst = agents(
      { clockErrorUs: 5 },
      { clockErrorUs: 40, clockDriftUs: -10 },
      { clockErrorUs: 1, clockDriftUs: 30 },
      { clockErrorUs: 3, clockDriftUs: 0 },
    );
    expect(clocksApartUs(of(worst).fleet ?? expect.unreachable())).toBe(81);
  });

  it('are warned of where they weigh against what passes between agents, and only there', () => {
    expect(clockWarning(of({}))).toMatch(
      /^The clocks of two agents may differ by 225 µs, \d+ % of the p50 of direct: what goes from a client of one agent to a client of another /,
    );
    const near = agents({ clockErrorUs: 2, clockDriftUs: 0 }, { clockErrorUs: 3, clockDriftUs: 0 });
    expect(clockWarning(of(near))).toBeUndefined();
    expect(clockWarning(example)).toBeUndefined();
    // Nobody says anything to another.
    expect(clockWarning(of({}, { correctness: { ...example.correctness, checked: 0 } }))).toBeUndefined();
    expect(clockWarning(of({}, { latencyUs: {} }))).toBeUndefined();
  });
});

it('tells agents of one name apart', () => {
  expect(agentNames(of(agents({ name: 'a' }, { name: 'b' }, { name: 'a' })))).toEqual(['a', 'b', 'a (2)']);
});
