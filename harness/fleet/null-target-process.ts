// The null target: what comes goes back, by our own transport, and nothing else. No server that does something is quicker, so a
// run against it shows what the harness can carry on this machine. Says in its first line where it listens.

import { chooseTransport } from '../transport/choose.ts';

const { transport } = await chooseTransport('auto');
if (transport.kind === 'epoll') (await import('../transport/epoll/system-calls.ts')).dieWithParent?.();
const outcome = await transport.listen(
  { at: { address: '127.0.0.1', port: 0 } },
  {
    onConnection: (connection) => ({
      onOpen() {},
      onBytes(bytes, start, end) {
        // A client that does not read is not read from.
        if (connection.writeLent(bytes, start, end) > 0) connection.stopReading();
      },
      onDrain: () => connection.resumeReading(),
      onEnd: () => connection.close(),
      onClose() {},
    }),
    onAcceptFailed() {},
  },
);
if (outcome.kind === 'listening') {
  const { address, port } = outcome.listener.at;
  const announcement = { protocol: 'echo-block', host: address, port, model: 'null', pid: process.pid };
  process.stdout.write(`${JSON.stringify(announcement)}\n`);
} else {
  process.stderr.write(`The null target can't listen on 127.0.0.1: ${outcome.kind}.\n`);
  process.exitCode = 4;
  transport.close();
}
