// What a run was made against and on which machine, and what that used, in words.

import type { BenchRecord, Environment } from '../harness/record/record.ts';
import type { VerifyRecord } from '../harness/record/verify-record.ts';
import { describeEndpoint } from '../harness/transport/endpoint.ts';
import { bytesText, counted, percentText } from './figures.ts';

/** Such as `127.0.0.1:9311 ('./my-server')`. */
export function targetText({ address, port, how, command }: BenchRecord['target'] | VerifyRecord['target']): string {
  const place = describeEndpoint({ address, port });
  switch (how) {
    case 'embedded':
      return 'the reference server';
    case 'started':
      return command === undefined ? place : `${place} ('${command}')`;
    case 'running':
      return place;
  }
}

export function usageParts(usage: NonNullable<BenchRecord['targetUsage']>): string[] {
  const { cpuShareMean, cpuShareMax, rssBytesMax, processesMax, threadsMax, descriptorsMax, zombiesMax } = usage;
  return [
    `CPU ${percentText(cpuShareMean)} (max ${percentText(cpuShareMax)})`,
    bytesText(rssBytesMax),
    counted(processesMax, 'process', 'processes'),
    counted(threadsMax, 'thread'),
    counted(descriptorsMax, 'descriptor'),
    ...(zombiesMax === 0 ? [] : [counted(zombiesMax, 'zombie')]),
  ];
}

/** Those of the machine on which something was measured. */
export function processorsText({ processors, processor, isAwake = false }: Environment): string {
  return `${counted(processors, 'processor')} (${processor})${isAwake ? ', kept awake' : ''}`;
}
