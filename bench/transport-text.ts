// What the benchmark of the transports prints, as text for a person.

import type { TransportBench } from './transport.ts';

export function renderTransportBench(bench: TransportBench, frameBytes: number): string {
  const rounds = bench.rounds === 1 ? 'one round' : `median of ${bench.rounds} rounds in turn`;
  const lines = [`Round trips per CPU-second of the client, ${count(frameBytes)}-byte frames, ${rounds}`, ''];
  const columns = [...new Set(bench.measures.map(({ connections }) => connections))];
  const contenders = [...new Set(bench.measures.map(({ contender }) => contender))];
  lines.push(
    row(
      '',
      columns.map((connections) => `${count(connections)} clients`),
    ),
  );
  for (const contender of contenders) {
    const cells = columns.map((connections) => {
      const measure = bench.measures.find((one) => one.contender === contender && one.connections === connections);
      if (measure === undefined) return '-';
      const ratio = measure.ratioToC === undefined ? '' : `  ${measure.ratioToC.toFixed(2)}`;
      return `${count(measure.roundTripsPerCpuSecond)}${ratio}`;
    });
    lines.push(row(contender, cells));
  }
  const errors = bench.measures.reduce((sum, measure) => sum + measure.errors, 0);
  lines.push('', `Frames that came back wrong, and conversations that ended early: ${count(errors)}`);
  if (!bench.compiler) lines.push('No C compiler (cc, gcc or clang) was found: there is no ratio to C, and the server is ours.');
  if (!bench.pinned) lines.push('Client and server could not be pinned to processors of their own: the figures vary more.');
  if (bench.idle.length > 0) lines.push('', row('Idle clients', ['connected', 'failed', 'in', 'memory each']));
  for (const { transport, connected, failed, connectSeconds, bytesEach } of bench.idle) {
    const cells = [count(connected), count(failed), `${connectSeconds.toFixed(1)} s`, `${(bytesEach / 1024).toFixed(1)} KB`];
    lines.push(row(transport, cells));
  }
  if (bench.pacing.length > 0) lines.push('', row('10,000/s timers', ['late by p50', 'p99']));
  for (const { transport, lateUsP50, lateUsP99 } of bench.pacing) {
    lines.push(row(transport, [`${count(lateUsP50)} us`, `${count(lateUsP99)} us`]));
  }
  return `${lines.join('\n')}\n`;
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`;
}

/** Four cells have to fit beside the name into 80 columns. */
const NAME_WIDTH = 15;
const CELL_WIDTH = 16;

function count(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
