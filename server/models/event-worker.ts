// One of the processes that share a port: a loop of its own, until the one that started it says stop, or is gone.

import { chooseTransport } from '../../harness/transport/choose.ts';
import { connectionsMax, readLimits } from '../../harness/transport/limits.ts';
import { MortalClock } from '../faults/mortal-clock.ts';
import { echoOperator } from '../protocols/operator.ts';
import { makeService } from '../setting.ts';
import { die } from './dying.ts';
import { EventServer } from './event.ts';
import { SETTING, type WorkerSetting, type WorkerTells } from './event-workers.ts';
import { NO_TERMINAL } from './nobody.ts';
import { Places } from './places.ts';

const setting = JSON.parse(process.env[SETTING] ?? '') as WorkerSetting;
const tell = (told: WorkerTells) => void (process.connected && process.send?.(told));
const log = setting.isLogged ? (event: string) => tell({ kind: 'logged', event }) : undefined;

const { transport } = await chooseTransport(setting.transport);
const places = new Places(connectionsMax(readLimits()));
const clock = new MortalClock(transport.clock);
const service = await makeService(setting, {
  places,
  clock,
  operator: echoOperator(NO_TERMINAL),
  log,
  isOver: () => clock.isOver,
  die,
});
const server = new EventServer({ transport, service, places, sharedPort: true, log });

// There is one thing to be told.
process.on('message', () => server.stop());
process.on('disconnect', () => server.stop());
// Ctrl-C reaches every process of a terminal; the one that started us says what is to be done.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
void server.ended.then(() => {
  clock.end();
  if (process.connected) process.disconnect();
});

const failure = await server.listen(setting.at);
tell(failure === undefined ? { kind: 'listening' } : { kind: 'not-listening', outcome: failure });
