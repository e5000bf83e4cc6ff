// What a sweep over numbers of clients found, in words.

import type { Estimate, ScalabilityFit, SweepLevel, SweepRecord } from '../../harness/record/sweep-record.ts';
import { rateAt } from '../../harness/study/scalability-law.ts';
import { counted, countText, largest } from '../figures.ts';
import { figureOf, medianOf } from '../study/figure-words.ts';
import { numberText, shortPlace } from '../study/sentences.ts';

export function sweepHeadline(record: SweepRecord): string {
  return `${shortPlace(record)}: ${sweepAnswer(record)}`;
}

/** The peak, or that there is none. */
export function sweepAnswer(record: SweepRecord): string {
  const { fit, levels } = record;
  if (fit === undefined) return 'how it scales is not known';
  const { peak } = fit;
  const most = levels.at(-1)?.clients ?? 0;
  const level = levelOff(record);
  if (level !== undefined)
    return `no faster with more than ${counted(level.clients, 'client')}: ${numberText(level.rate)} operations a second`;
  if (peak === undefined) return `faster with each client up to ${countText(most)}, the most that were tried`;
  return `fastest with ${counted(peak.clients.value, 'client')}: ${numberText(peak.rate.value)} operations a second`;
}

/**
 * The fewest clients that get as much done as any others that were tried, as far as the law can tell; undefined: there is a peak, or
 * none get as much as the most.
 */
export function levelOff({ fit }: SweepRecord): { readonly clients: number; readonly rate: number } | undefined {
  if (fit === undefined || fit.peak !== undefined) return undefined;
  const { residuals } = fit;
  const off = largest(residuals.map(({ rate, fitted }) => Math.abs(rate / fitted - 1)));
  const best = largest(residuals.map(({ rate }) => rate));
  const first = residuals.find(({ rate }) => rate >= best * (1 - off));
  return first === residuals.at(-1) ? undefined : first;
}

/** Of the peak; undefined: there is none. */
export function peakInterval({ fit }: SweepRecord): string | undefined {
  const peak = fit?.peak;
  if (peak === undefined) return undefined;
  return `${countText(peak.clients.low)} to ${counted(peak.clients.high, 'client')}, ${numberText(peak.rate.low)} to ${numberText(peak.rate.high)} operations a second`;
}

export function rateByLaw({ lambda, sigma, kappa }: ScalabilityFit, clients: number): number {
  return rateAt({ lambda: lambda.value, sigma: sigma.value, kappa: kappa.value }, clients);
}

export interface Parameter {
  readonly sign: string;
  readonly name: string;
  /** For a label. */
  readonly short: string;
  readonly value: string;
  readonly interval: string;
  readonly means: string;
}

export function parametersOf({ lambda, sigma, kappa }: ScalabilityFit): Parameter[] {
  const speedUp =
    sigma.value > 0
      ? `: alone it would let the rate become ${numberText(1 / sigma.value)} times that of one client at the most`
      : '';
  return [
    {
      ...{ sign: 'λ', name: 'one client alone', short: 'One client', value: `${numberText(lambda.value)}/s` },
      interval: `${numberText(lambda.low)} to ${numberText(lambda.high)}`,
      means: 'operations a second that one client alone gets done: the slope at which the curve begins',
    },
    {
      ...{ sign: 'σ', name: 'contention', short: 'Contention', value: shareText(sigma.value) },
      interval: intervalOf(sigma),
      means: `the share of the work that only one can do at a time${speedUp}`,
    },
    {
      ...{ sign: 'κ', name: 'coherence', short: 'Coherence', value: shareText(kappa.value) },
      interval: intervalOf(kappa),
      means:
        kappa.value > 0
          ? 'what each pair of clients costs to be kept in agreement: it is what makes more clients slower'
          : 'what each pair of clients costs to be kept in agreement: nothing that could be seen',
    },
  ];
}

function intervalOf({ low, high }: Estimate): string {
  return `${shareText(low)} to ${shareText(high)}`;
}

/** Small ones matter here, as they count for each pair. */
export function shareText(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** Its median rate, and how far that is from the law. */
export interface LevelFigures {
  readonly level: SweepLevel;
  readonly rate: number | undefined;
  readonly fitted: number | undefined;
  /** As a share of the law's rate. */
  readonly off: number | undefined;
}

export function levelFigures({ levels, fit }: SweepRecord): LevelFigures[] {
  const byClients = new Map((fit?.residuals ?? []).map((one) => [one.clients, one]));
  return levels.map((level) => {
    const residual = byClients.get(level.clients);
    return {
      level,
      rate: residual?.rate ?? medianIn(level, 'rate'),
      fitted: residual?.fitted,
      off: residual === undefined || residual.fitted === 0 ? undefined : residual.rate / residual.fitted - 1,
    };
  });
}

export function medianIn({ trials }: SweepLevel, id: string): number | undefined {
  return medianOf(trials.map((run) => figureOf(run, id)));
}

export function offText(off: number | undefined): string {
  if (off === undefined) return '–';
  const percent = (Math.abs(off) * 100).toFixed(1);
  return percent === '0.0' ? '0 %' : `${off < 0 ? '−' : '+'}${percent} %`;
}

export function leftOutSentences({ levels }: SweepRecord): string[] {
  return levels.flatMap(({ clients, leftOut }) =>
    leftOut === undefined ? [] : [`${counted(clients, 'client')}, left out of the fit: ${leftOut}`],
  );
}

export function nextAfterSweep(record: SweepRecord): string | undefined {
  const { fit, verdict } = record;
  if (verdict === 'fail') return 'runs it again, once what failed is mended';
  if (fit === undefined) return 'runs it again; with more numbers of clients, or with more --agents, there is enough to fit';
  if (levelOff(record) !== undefined) return undefined;
  if (fit.peak === undefined) return 'runs it again; with more clients the peak can be seen';
  return undefined;
}
