import { describe, expect, it } from 'vitest';
import { chooseTransport, type Surroundings } from './choose.ts';
import { EpollTransport } from './epoll/transport.ts';

const linux: Surroundings = {
  platform: 'linux',
  architecture: 'x64',
  isLittleEndian: true,
  loadEpoll: async () => new EpollTransport(),
};
const withoutKoffi: Surroundings = {
  ...linux,
  loadEpoll: async () => {
    throw new Error("Cannot find package 'koffi'\nRequire stack: ...");
  },
};

describe('the choice of a transport', () => {
  it('is epoll on Linux', async () => {
    const { transport, reason } = await chooseTransport('auto', linux);
    expect([transport.kind, reason]).toEqual(['epoll', 'epoll is the fastest here']);
    transport.close();
  });

  it('is node, with the reason, where koffi can not be loaded', async () => {
    const { transport, reason } = await chooseTransport('auto', withoutKoffi);
    expect(transport.kind).toBe('node');
    expect(reason).toBe("koffi, which calls the system, can't be loaded: Cannot find package 'koffi'.");
  });

  it.each([
    [{ ...linux, platform: 'darwin' }, "epoll is Linux's, and this is darwin."],
    [{ ...linux, architecture: 'riscv64' }, 'the layouts of its structures are known for x64 and arm64, and this is riscv64.'],
    [{ ...linux, isLittleEndian: false }, 'the layouts of its structures are known for x64 and arm64, and this is x64.'],
  ])('is node, with the reason, where there is no epoll of ours', async (surroundings, why) => {
    const { transport, reason } = await chooseTransport('auto', surroundings);
    expect([transport.kind, reason]).toEqual(['node', why]);
  });

  it('is what was asked for, or one sentence', async () => {
    expect((await chooseTransport('node', linux)).transport.kind).toBe('node');
    await expect(chooseTransport('epoll', withoutKoffi)).rejects.toThrow('The transport epoll is not to be had: koffi');
    await expect(chooseTransport('epoll', { ...linux, platform: 'win32' })).rejects.toThrow('Use --transport node.');
  });
});
