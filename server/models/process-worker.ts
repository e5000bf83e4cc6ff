// A process of the model `process`: waits for a connection to be handed over, serves it by blocking reads and writes, and ends.

import { receiveDescriptor } from '../../harness/transport/epoll/handover.ts';
import { dieWithParent, MSG_NOSIGNAL, send } from '../../harness/transport/epoll/system-calls.ts';
import { PROTOCOLS } from '../protocols/protocols.ts';
import type { ServiceSetting } from '../setting.ts';
import { die } from './dying.ts';
import { CONTROL } from './hands.ts';
import { serveHandedOver } from './serve-handed-over.ts';

// Whoever started us owns the room and the places: without it there is nothing to serve.
dieWithParent?.();

const setting = JSON.parse(process.argv[2] ?? '') as ServiceSetting;
const server = Number(process.argv[3]);
const serve = await serveHandedOver(setting, (cause) => die(cause, server));
send(CONTROL, Uint8Array.of(1), 1, MSG_NOSIGNAL);
const fd = receiveDescriptor(CONTROL);
// Without one, the server has ended before anybody came to be served; with one it may have ended before it could take us along.
if (fd >= 0 && process.ppid === server)
  serve({ fd, channel: PROTOCOLS[setting.protocol].isShared ? receiveDescriptor(CONTROL) : -1 });
