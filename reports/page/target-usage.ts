// What the target used, as the system counts it: all processes of its tree together.

import type { TargetUsage } from '../../harness/record/record.ts';
import { bytesText, counted, countText, percentText, threeDigits } from '../figures.ts';
import { type Html, html } from './html.ts';
import { facts } from './parts.ts';

/** `operations`: that it did meanwhile. */
export function targetUsageFacts(usage: TargetUsage, { operations = 0, restarts = 0 } = {}): Html {
  const { pid, ended, cpuShareMean, cpuShareMax, cpuSeconds, rssBytesMax, processesMax, threadsMax, zombiesMax } = usage;
  const { descriptorsMax, contextSwitches, receiveQueueBytesMax, sendQueueBytesMax, acceptQueueMax, acceptQueueOverflows } =
    usage;
  const perOperation =
    operations > 0 && cpuSeconds > 0
      ? `, ${threeDigits((cpuSeconds * 1e6) / operations).toLocaleString('en-US')} µs for each operation`
      : '';
  return html`<p>All processes of its tree together, as the system counts them; 100 % is one processor.</p>
${facts([
  ['How it ended', ended === undefined ? undefined : html`<strong class="fail">${ended}</strong>`],
  ['Started again', restarts === 0 ? undefined : counted(restarts, 'time')],
  [
    'Processor',
    `${percentText(cpuShareMean)} in the mean, ${percentText(cpuShareMax)} at most; ${threeDigits(cpuSeconds).toLocaleString('en-US')} s in all${perOperation}`,
  ],
  ['Memory', `${bytesText(rssBytesMax)} resident at most`],
  [
    'Processes',
    `${counted(processesMax, 'process', 'processes')} and ${counted(threadsMax, 'thread')} at most, from process ${String(pid)} on`,
  ],
  ['Zombies', zombiesMax === 0 ? undefined : `${countText(zombiesMax)} at most: children that ended and were not waited for`],
  ['Descriptors', `${countText(descriptorsMax)} at most`],
  ['Context switches', countText(contextSwitches)],
  ['Receive queue', bytesAtMost(receiveQueueBytesMax, 'had arrived and were not read by it')],
  ['Send queue', bytesAtMost(sendQueueBytesMax, 'were sent by it and not acknowledged')],
  [
    'Accept queue',
    acceptQueueMax === undefined ? undefined : `${counted(acceptQueueMax, 'connection')} at most waited to be accepted`,
  ],
  [
    'Overflows',
    acceptQueueOverflows === undefined || acceptQueueOverflows === 0
      ? undefined
      : html`<strong class="fail">${countText(acceptQueueOverflows)}</strong> connection attempts dropped at full accept queues of this machine`,
  ],
])}`;
}

function bytesAtMost(bytes: number | undefined, what: string): string | undefined {
  return bytes === undefined ? undefined : `${bytesText(bytes)} at most ${what}`;
}
