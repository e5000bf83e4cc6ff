// Processor time that a server burns beside its work. Time of the processor and not of the clock: what neighbours take of the
// machine is not taken for work.

/** To ask for the time costs some, too: it is asked for once in so many answers. */
const ANSWERS_BETWEEN = 32;

/** Burns a share of what the process uses by itself, the kernel's part of it included. */
export class Toll {
  readonly #share: number;
  readonly #usedUs: () => number;
  #answers = 0;
  #seenUs: number;
  /** Below zero when more was burnt than should have been: a look at the time is not infinitely short. */
  #owedUs = 0;

  constructor(share: number, usedUs = processorUs) {
    this.#share = share;
    this.#usedUs = usedUs;
    this.#seenUs = usedUs();
  }

  /** An answer has been given. */
  onAnswer(): void {
    if (++this.#answers < ANSWERS_BETWEEN) return;
    this.#answers = 0;
    const nowUs = this.#usedUs();
    this.#owedUs += (nowUs - this.#seenUs) * this.#share;
    this.#seenUs = burn(this.#owedUs, nowUs, this.#usedUs);
    this.#owedUs -= this.#seenUs - nowUs;
  }
}

/** Returns the time at which it ended. */
export function burn(us: number, fromUs = processorUs(), usedUs = processorUs): number {
  let nowUs = fromUs;
  while (nowUs < fromUs + us) nowUs = usedUs();
  return nowUs;
}

/** What this process has used so far. */
function processorUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
