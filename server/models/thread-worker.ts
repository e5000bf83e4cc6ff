// A thread of the model `thread`: serves the connections that it is given, one after the other, by blocking reads and writes.

import { parentPort, workerData } from 'node:worker_threads';
import type { ServiceSetting } from '../setting.ts';
import { die } from './dying.ts';
import { type HandedOver, serveHandedOver } from './serve-handed-over.ts';

const serve = await serveHandedOver(workerData as ServiceSetting, die);

parentPort?.postMessage('ready');
parentPort?.on('message', (told: HandedOver | 'end') => {
  if (told === 'end') {
    parentPort?.close();
    return;
  }
  serve(told);
  parentPort?.postMessage('ended');
});
