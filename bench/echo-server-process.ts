// The echo server of the benchmark where there is no C compiler: prints its port, echoes until it is killed.

import { chooseTransport } from '../harness/transport/choose.ts';

const { transport } = await chooseTransport('auto');
const outcome = await transport.listen(
  { at: { address: '127.0.0.1', port: 0 } },
  {
    onConnection: (connection) => ({
      onOpen() {},
      onBytes(bytes, start, end) {
        const echoed = Uint8Array.from(bytes.subarray(start, end));
        // A client that does not read is not read from.
        if (connection.write(echoed) > 0) connection.stopReading();
      },
      onDrain: () => connection.resumeReading(),
      onEnd: () => connection.endWriting(),
      onClose() {},
    }),
    onAcceptFailed() {},
  },
);
if (outcome.kind === 'listening') process.stdout.write(`${outcome.listener.at.port}\n`);
