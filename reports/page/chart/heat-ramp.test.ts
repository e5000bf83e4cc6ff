import { describe, expect, it } from 'vitest';
import { labOf, RAMP_STEPS, rampColours, rampIndex } from './heat-ramp.ts';

describe('the colours of a heat map', () => {
  it('go from one end to the other', () => {
    const ramp = rampColours('#9cc2ee', '#0b2558');
    expect([ramp[0], ramp.at(-1), ramp.length]).toEqual(['#9cc2ee', '#0b2558', RAMP_STEPS]);
  });

  it('differ in lightness by even steps', () => {
    const lightness = rampColours('#2d5788', '#eaf4ff').map((colour) => labOf(colour).lightness);
    const steps = lightness.slice(1).map((light, index) => light - (lightness[index] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(0.015);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.006);
  });

  it('know black from white', () => {
    expect(labOf('#ffffff').lightness).toBeCloseTo(1, 3);
    expect(labOf('#000000').lightness).toBeCloseTo(0, 3);
  });
});

describe('the colour of a count', () => {
  it('follows its logarithm: one beside thousands has the first, the most has the last', () => {
    expect([1, 10, 100, 1000].map((count) => rampIndex(count, 1000))).toEqual([0, 8, 15, RAMP_STEPS - 1]);
  });

  it('is the strongest where no cell has more than one', () => {
    expect(rampIndex(1, 1)).toBe(RAMP_STEPS - 1);
  });
});
