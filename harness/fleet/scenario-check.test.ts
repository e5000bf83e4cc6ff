import { describe, expect, it } from 'vitest';
import { defineDialect, defineScenario } from '../script/scenario.ts';
import { Speaker } from '../script/speaker.ts';
import { fixedFrames, nulEnded } from '../wire/framing.ts';
import { scenarioIn } from './scenario-check.ts';

const framings = { sends: nulEnded(100), receives: fixedFrames(10) };
const dialect = defineDialect({ name: 'mine', port: 4000, framings });
const scenario = defineScenario({ summary: 'says nothing', dialect, async client() {} });

describe('a default export', () => {
  it('is a scenario as it is', () => {
    expect(scenarioIn({ default: scenario }, 'mine.ts', 'mine')).toEqual({ name: 'mine', scenario });
    expect(scenarioIn({ default: { ...scenario, name: 'own' } }, 'mine.ts', 'mine').name).toBe('own');
  });

  it('may have framings that follow from its parameters', () => {
    const params = { bytes: { summary: 'of a frame', default: 12 } };
    const made = (values: object) => ({ sends: fixedFrames(Number(Object.values(values)[0])), receives: nulEnded(1) });
    expect(complaintAbout({ params, dialect: { ...dialect, framings: made } })).toBeUndefined();
    expect(complaintAbout({ dialect: { ...dialect, framings: made } })).toContain(
      `the 'framings' of its dialect throw when the parameters are the default ones: The size of a fixed frame is`,
    );
    expect(complaintAbout({ dialect: { ...dialect, framings: () => undefined } })).toContain(`its dialect has no 'framings'`);
  });

  it('may have a speaker that is the plain one, or one with verbs', () => {
    expect(complaintAbout({ dialect: { ...dialect, speaker: Speaker } })).toBeUndefined();
    expect(complaintAbout({ dialect: { ...dialect, speaker: class extends Speaker {} } })).toBeUndefined();
  });

  it.each<[object, string]>([
    [{ client: undefined }, `it has no function 'client', which says what a client does`],
    [{ summary: ' ' }, `it has no 'summary', a line that says what it does`],
    [{ name: 7 }, `its 'name' is no text`],
    [{ thresholds: 'errors == 0' }, `its 'thresholds' are no list of texts`],
    [{ params: [] }, `its 'params' are no object`],
    [{ params: { a: { default: 1 } } }, `its parameter 'a' has no 'summary'`],
    [
      { params: { a: { summary: 'x', default: {} } } },
      `its parameter 'a' has no 'default' that is a number, a text, true or false`,
    ],
    [{ dialect: undefined }, `it has no 'dialect', which says how clients speak: make one with defineDialect`],
    [{ dialect: { ...dialect, name: '' } }, `its dialect has no 'name'`],
    [{ dialect: { ...dialect, port: 0 } }, `its dialect has no 'port' from 1 to 65535, where servers listen`],
    [{ dialect: { ...dialect, port: '80' } }, `its dialect has no 'port' from 1 to 65535, where servers listen`],
    [
      { dialect: { ...dialect, speaker: class {} } },
      `the 'speaker' of its dialect is no class that extends the Speaker of tcp-harness`,
    ],
    [{ dialect: { ...dialect, reference: 'chat' } }, `the 'reference' of its dialect is no list of words`],
    [
      { dialect: { ...dialect, framings: { ...framings, sends: { kind: 'lines' } } } },
      `the framing 'sends' of its dialect is none: There is no framing called 'lines': choose fixed, nul-ended, delimiter, length-prefix or unframed`,
    ],
    [
      { dialect: { ...dialect, framings: { ...framings, receives: 'lines' } } },
      `the framing 'receives' of its dialect is none: A framing is a value that fixedFrames, fixedTexts, nulEnded, delimited, lengthPrefixed or unframed returns`,
    ],
    [
      { dialect: { ...dialect, framings: { ...framings, sends: { kind: 'delimiter', delimiter: '\n', payloadBytesMax: 9 } } } },
      `the framing 'sends' of its dialect is none: The delimiter of a framing is an array of bytes`,
    ],
    [
      { dialect: { ...dialect, framings: { ...framings, sends: { kind: 'fixed', frameBytes: 9 } } } },
      `the framing 'sends' of its dialect is none: A framing of the kind fixed is made by fixedFrames or fixedTexts`,
    ],
    [
      {
        dialect: {
          ...dialect,
          framings: { ...framings, sends: { kind: 'length-prefix', prefixBytes: 2, byteOrder: 'middle', payloadBytesMax: 9 } },
        },
      },
      `the framing 'sends' of its dialect is none: The byte order of a length prefix is big or little, not middle`,
    ],
  ])('is none with %j: the sentence says what is missing', (change, complaint) => {
    expect(complaintAbout(change)).toBe(`The default export of mine.ts is no scenario: ${complaint}.`);
  });

  it('is told all that is missing at once', () => {
    expect(complaintAbout({ client: 1, summary: undefined })?.split('; ')).toHaveLength(2);
  });
});

function complaintAbout(change: object): string | undefined {
  try {
    scenarioIn({ default: { ...scenario, ...change } }, 'mine.ts', 'mine');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
