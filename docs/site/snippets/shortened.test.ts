import { describe, expect, it } from 'vitest';
import { isAccepted, protocolOf, shortened } from './shortened.ts';

const short = (command: string) => shortened(command.split(' ')).join(' ');

describe('a command of the documentation, shortened', () => {
  it('lasts for a moment, with few clients', () => {
    expect(short('bench chat/direct --clients 1000 --rate 5000/s --duration 10s')).toBe(
      'bench chat/direct --clients 12 --rate 200/s --duration 300ms',
    );
    expect(short('bench')).toBe('bench --duration 300ms --clients 10');
    expect(short('compare --reference event,thread --clients 10,50,100')).toMatch(/ --anyway$/);
    expect(short('compare --reference event,thread --clients 10,50,100')).toMatch(/--clients 10,12 /);
    expect(short('bench a --stages 10s:100..5000,60s:5000')).toBe('bench a --stages 200ms:12..12,200ms:12');
    expect(short('bench a --stages 10s:100/s,1m:100..1000/s --clients 5')).toBe(
      'bench a --stages 200ms:12/s,200ms:12..12/s --clients 5',
    );
    expect(short('verify chat --only chat/1.4.1/')).toBe('verify chat --only chat/1.4.1/ --runs 1');
    expect(short('capacity a --objective b')).toBe('capacity a --objective b --step 1s --warmup 0 --max-steps 2');
    expect(short('compare a.json b.json')).toBe('compare a.json b.json');
    expect(short('verify ./kv.ts')).toBe('verify ./kv.ts --only */generic/segmentation/cut* --runs 1');
  });

  it('keeps what is wrong with it', () => {
    expect(short('bench a --durration 10s')).toContain('--durration 10s');
    expect(short('bench a --stages abc')).toContain('--stages abc');
    expect(short('bench a --rate fast')).toContain('--rate fast');
  });

  it('may be invalid or inconclusive, and miss a threshold, but never makes no sense', () => {
    const codes = (command: string) => [0, 1, 2, 3, 4].filter((code) => isAccepted(command.split(' '), code));
    expect(codes('bench chat/direct')).toEqual([0, 2]);
    expect(codes('bench chat/direct --threshold x')).toEqual([0, 1, 2]);
    expect(codes('verify chat')).toEqual([0, 2]);
    expect(codes('list')).toEqual([0]);
  });

  it('says which server it wants', () => {
    const wanted = (command: string) => protocolOf(command.split(' '));
    expect(['bench', 'bench echo-text/ping', 'verify p2p', 'bench ./mine.ts', 'bench connect/storm'].map(wanted)).toEqual([
      'chat',
      'echo-text',
      'p2p',
      'pong',
      'echo-block',
    ]);
  });
});
