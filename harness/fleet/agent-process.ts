// An agent as a process of its own, whose link is node's channel to the process that started it.

import { serveAsAgent } from './agent.ts';
import type { Link, Order, Report } from './protocol.ts';
import { describeScriptError } from './script-error.ts';

/** How long an agent without a coordinator may take to end. */
const ORPHAN_MS = 3000;

/** Until the last report is out: to disconnect earlier would drop what the coordinator has had no time to read. */
let sent = Promise.resolve();

const link: Link<Report, Order> = {
  send: (report) => {
    if (!process.connected) return;
    sent = new Promise((resolve) => {
      process.send?.(report, undefined, undefined, () => resolve());
    });
  },
  onHeard: () => {},
  onLost: () => {},
  close: () => process.disconnect(),
};
process.on('message', (order) => link.onHeard(order as Order));
process.on('disconnect', () => {
  // A script may never come to its end, and nobody is left to end it.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), ORPHAN_MS).unref();
  link.onLost('has no coordinator any more');
});
// Ctrl-C goes to all processes of the terminal: what is to be done about it the coordinator orders.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// What a script throws where nobody awaits it is its defect, and no reason for the agent to die.
process.on('unhandledRejection', (error) => {
  link.send({ kind: 'script-error', sentence: `${describeScriptError(error)}: nobody awaits it, is an \`await\` missing?` });
});
process.on('uncaughtException', (error) => link.send({ kind: 'script-error', sentence: describeScriptError(error) }));
// A script that never gives the loop back hears of no end; where the system can be called, it does the rest. Not waited for:
// orders may come at once.
void import('../transport/epoll/system-calls.ts').then(
  ({ dieWithParent }) => dieWithParent?.(),
  () => {},
);

await serveAsAgent(link);
await sent;
if (process.connected) process.disconnect();
