import { expect, it } from 'vitest';
import { shellText } from './sentences.ts';

it('gives words as a shell takes them', () => {
  const words = ['harness', '--start', "./it 'a b' $HOME", '--threshold', 'response.p99 < 20ms', '--stages', '1s:5..9', ''];
  expect(shellText(words)).toBe(
    String.raw`harness --start './it '\''a b'\'' $HOME' --threshold 'response.p99 < 20ms' --stages 1s:5..9 ''`,
  );
  expect(shellText(['a\nb'])).toBe("'a\nb'");
});

it('gives what can not be seen as bash reads it', () => {
  expect(shellText(["\u001b[31m it's\ta\\b"])).toBe(String.raw`$'\u001b[31m it\'s\u0009a\\b'`);
});
