import { expect, it } from 'vitest';
import { processorTimesIn } from './processor-times.ts';

const LINES = 'cpu0 1 2 3 4 5 6 7 8 0 0\nintr 1 2 3\n';

it('the times of all processors are what was done and what was stolen, without idleness, waiting and guests', () => {
  expect(processorTimesIn(`cpu  1000 20 300 99999 4444 0 60 120 500 0\n${LINES}`)).toEqual({
    wantedSeconds: 15,
    stolenSeconds: 1.2,
  });
});

it('are not known where they are not told of', () => {
  expect(processorTimesIn('cpu  1000 20 300 99999\n')).toBeUndefined();
  expect(processorTimesIn('')).toBeUndefined();
});
