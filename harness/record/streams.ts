// What a receiver has heard of each sender, and whether it came exactly once and in order. A stream is what one sender says to
// one addressee, numbered from 1 without gaps; it takes a few numbers, however long it gets.

/** What a delivery turned out to be; `fresh` is the right one. */
export type Delivery = 'fresh' | 'duplicated' | 'reordered';

/** Above so many gaps in one stream, what falls into the earliest is taken for lost. */
const GAPS_MAX = 1000;

/** Numbers that have not come though later ones have: from `first` to `last`. */
export interface Gap {
  first: number;
  last: number;
}

export class Stream {
  /** The highest number that has come. */
  highest = 0;
  #gaps: Gap[] | undefined;
  /** In gaps that were given up. */
  #forgotten = 0;
  /** Whether they ever arrived nobody can know. */
  excused = 0;

  /** Whoever comes later does not miss what was said before. */
  startBehind(sequence: number): void {
    this.highest = sequence;
  }

  /** The conversation broke off behind number `said`: what had not come by then may have been under way. */
  breakOff(said: number): void {
    if (said <= this.highest) return;
    this.excused += said - this.highest;
    this.highest = said;
  }

  hear(sequence: number): Delivery {
    if (sequence === this.highest + 1) {
      this.highest = sequence;
      return 'fresh';
    }
    if (sequence > this.highest) {
      this.#skip({ first: this.highest + 1, last: sequence - 1 });
      this.highest = sequence;
      return 'fresh';
    }
    return this.#fill(sequence) ? 'reordered' : 'duplicated';
  }

  get missing(): number {
    return (this.#gaps ?? []).reduce((sum, { first, last }) => sum + last - first + 1, this.#forgotten);
  }

  #skip(gap: Gap): void {
    this.#gaps ??= [];
    this.#gaps.push(gap);
    if (this.#gaps.length <= GAPS_MAX) return;
    const given = this.#gaps.shift();
    if (given !== undefined) this.#forgotten += given.last - given.first + 1;
  }

  #fill(sequence: number): boolean {
    const gaps = this.#gaps;
    if (gaps === undefined) return false;
    const at = gaps.findIndex(({ first, last }) => first <= sequence && sequence <= last);
    const gap = gaps[at];
    if (gap === undefined) return false;
    if (gap.first === gap.last) gaps.splice(at, 1);
    else if (sequence === gap.first) gap.first++;
    else if (sequence === gap.last) gap.last--;
    else {
      gaps.splice(at, 1, { first: gap.first, last: sequence - 1 }, { first: sequence + 1, last: gap.last });
    }
    if (gaps.length === 0) this.#gaps = undefined;
    return true;
  }
}

/** All that one receiver hears of one sender. */
export class Heard {
  readonly sender: number;
  /** Undefined until the first of them. */
  direct: Stream | undefined;
  toAll: Stream | undefined;
  /** The highest number among all that the sender has said. */
  #order = 0;

  constructor(sender: number) {
    this.sender = sender;
  }

  /** `fromTheFirst`: the receiver was there before the sender began. */
  hear(isToAll: boolean, sequence: number, order: number, fromTheFirst: boolean): Delivery {
    let stream = isToAll ? this.toAll : this.direct;
    if (stream === undefined) {
      stream = new Stream();
      if (isToAll) this.toAll = stream;
      else this.direct = stream;
      if (isToAll && !fromTheFirst) stream.startBehind(sequence - 1);
    }
    const delivery = stream.hear(sequence);
    if (delivery !== 'fresh') return delivery;
    // In its own stream it is next; but what was said after it in the other has come before it.
    const isLate = order < this.#order;
    if (!isLate) this.#order = order;
    return isLate ? 'reordered' : 'fresh';
  }
}

/** One sender's numbers for one addressee. */
export interface Said {
  readonly addressee: number;
  count: number;
}

/** What a client says and hears, by whom it is said to and heard from; most have one of each, and need no table. */
export class Deliveries {
  #said: Said | undefined;
  #saidToOthers: Map<number, Said> | undefined;
  #heard: Heard | undefined;
  #heardFromOthers: Map<number, Heard> | undefined;
  /** Of all that was said. */
  order = 0;

  /** The conversation of this client broke off; what it says to itself has both ends there. */
  breakOff(self: number): void {
    const said = this.saidToIfAny(self);
    if (said === undefined) return;
    const heard = this.heardFrom(self);
    heard.direct ??= new Stream();
    heard.direct.breakOff(said.count);
  }

  saidToIfAny(addressee: number): Said | undefined {
    return this.#said?.addressee === addressee ? this.#said : this.#saidToOthers?.get(addressee);
  }

  saidTo(addressee: number): Said {
    const known = this.saidToIfAny(addressee);
    if (known !== undefined) return known;
    const said = { addressee, count: 0 };
    if (this.#said === undefined) this.#said = said;
    else {
      this.#saidToOthers ??= new Map();
      this.#saidToOthers.set(addressee, said);
    }
    return said;
  }

  heardFromIfAny(sender: number): Heard | undefined {
    return this.#heard?.sender === sender ? this.#heard : this.#heardFromOthers?.get(sender);
  }

  heardFrom(sender: number): Heard {
    const known = this.heardFromIfAny(sender);
    if (known !== undefined) return known;
    const heard = new Heard(sender);
    if (this.#heard === undefined) this.#heard = heard;
    else {
      this.#heardFromOthers ??= new Map();
      this.#heardFromOthers.set(sender, heard);
    }
    return heard;
  }

  *allSaid(): Generator<Said> {
    if (this.#said !== undefined) yield this.#said;
    if (this.#saidToOthers !== undefined) yield* this.#saidToOthers.values();
  }

  *allHeard(): Generator<Heard> {
    if (this.#heard !== undefined) yield this.#heard;
    if (this.#heardFromOthers !== undefined) yield* this.#heardFromOthers.values();
  }
}
