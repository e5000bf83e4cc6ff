import { describe, expect, it } from 'vitest';
import { parseExpectedFailures } from './expected-failures.ts';

const IDS = ['chat/1.4.1/direct', 'chat/1.4.2/order'];
const parse = (text: string) => parseExpectedFailures(text, 'known.txt', IDS);

describe('a file of expected failures', () => {
  it('has an id and a reason in each line, comments and empty lines', () => {
    const text = '\uFEFF# since spring\n\nchat/1.4.1/direct   mended in 2.0: see #17\r\n  chat/1.4.2/order\ttwo threads\n';
    expect(parse(text)).toEqual([
      { id: 'chat/1.4.1/direct', reason: 'mended in 2.0: see #17' },
      { id: 'chat/1.4.2/order', reason: 'two threads' },
    ]);
    expect(parse('')).toEqual([]);
  });

  it.each([
    ['chat/1.4.1/direct', "known.txt, line 2: write behind 'chat/1.4.1/direct' why it is expected to fail."],
    ['chat/1.4.1/direct # soon', "known.txt, line 2: write behind 'chat/1.4.1/direct' why it is expected to fail."],
    [
      'chat/1.4.1/dirct late',
      "known.txt, line 2: no case or property is called 'chat/1.4.1/dirct': did you mean 'chat/1.4.1/direct'?",
    ],
    ['chat/1.4.*  late', "known.txt, line 2: 'chat/1.4.*' is a pattern: name each id that is expected to fail."],
    ['chat/1.4.2/order again', "known.txt, line 2: 'chat/1.4.2/order' is there twice: once is enough."],
  ])('is refused for %s', (line, sentence) => {
    expect(() => parse(`chat/1.4.2/order late\n${line}\n`)).toThrow(sentence);
  });
});
