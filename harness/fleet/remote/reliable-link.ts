// A link over a carrier that may lose, double and reorder packets: what is said is one row of bytes, cut into packets; each
// packet says how much of the other's row has come, and what was not heard in time is said again from there.

import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '../../clock.ts';
import { assert } from '../../errors.ts';
import type { Link } from '../protocol.ts';
import type { Carrier } from './exchange.ts';
import {
  decodePacket,
  encodePacket,
  type LinkPacket,
  PACKET_HEAD_BYTES,
  type PacketKind,
  ValueGatherer,
  withLength,
} from './link-packets.ts';
import { bytesOfValue, valueOfBytes } from './plain-values.ts';
import { UnheardBytes } from './unheard-bytes.ts';

export interface ReliableLinkOptions {
  readonly clock: Clock;
  /** Whoever has said nothing for so long is gone. */
  readonly silentUsMax: number;
  /** So often each says at least that it is there. */
  readonly heartbeatUs?: number;
  /** What has not been heard for so long is said again, and then half as often each time. */
  readonly resendUs?: number;
  /** No more than that is under way. */
  readonly windowBytes?: number;
  /** No value may be longer, and no more may wait for the other. */
  readonly bytesMax?: number;
  /** A test brings its own: 8 bytes, not 0, another for each link. */
  readonly session?: bigint;
}

export interface ReliableLink<Sends, Hears> extends Link<Sends, Hears> {
  /** Resolves when the other has heard all that was sent so far, or the link is over. */
  drained(): Promise<void>;
}

/** Both ends may come in any order, at any time; what is sent before the other is there waits for it. */
export function reliableLink<Sends, Hears>(carrier: Carrier, options: ReliableLinkOptions): ReliableLink<Sends, Hears> {
  return new LinkEnd<Sends, Hears>(carrier, options);
}

const HEARTBEAT_US = 1_000_000;
/** While the other is not known yet. */
const HELLO_US = 200_000;
const RESEND_US = 400_000;
const RESEND_US_MAX = 2_000_000;
/** A packet takes its time on a slow line, and heartbeats wait behind all that are under way. */
const PACKET_BYTES_MAX = 32 * 1024;
const WINDOW_BYTES = 256 * 1024;
const BYTES_MAX = 256 * 1024 * 1024;
/** Goodbye is said three times, because nobody answers it. */
const GOODBYES_US = [100_000, 300_000];

const UNKNOWN = 0n;
const NOTHING: Uint8Array = new Uint8Array();

class LinkEnd<Sends, Hears> implements ReliableLink<Sends, Hears> {
  onHeard: (value: Hears) => void = () => {};
  onLost: (how: string) => void = () => {};
  readonly #carrier: Carrier;
  readonly #clock: Clock;
  readonly #silentUsMax: number;
  readonly #heartbeatUs: number;
  readonly #resendUsMin: number;
  readonly #windowBytes: number;
  readonly #bytesMax: number;
  readonly #session: bigint;
  #peer = UNKNOWN;
  readonly #unheard = new UnheardBytes();
  /** Up to here it was sent, for now. */
  #sentTo = 0;
  readonly #gatherer: ValueGatherer;
  /** So much of what the other says has come. */
  #come = 0;
  #lastHeardUs: number;
  #lastGoneBackUs = Number.NEGATIVE_INFINITY;
  #resendUs: number;
  #isOver = false;
  /** What was not seen to come in time may be here already, when this process was the one that slept. */
  #hasSlept = false;
  #waiting: { readonly offset: number; readonly resolve: () => void }[] = [];
  #beating: Timer | undefined;
  #beatingSoon: Timer | undefined;
  #resending: Timer | undefined;
  #listening: Timer | undefined;
  #goodbye: Timer | undefined;

  constructor(carrier: Carrier, options: ReliableLinkOptions) {
    const { clock, silentUsMax, bytesMax = BYTES_MAX, resendUs = RESEND_US } = options;
    this.#carrier = carrier;
    this.#clock = clock;
    this.#silentUsMax = silentUsMax;
    this.#heartbeatUs = options.heartbeatUs ?? HEARTBEAT_US;
    this.#resendUsMin = resendUs;
    this.#resendUs = resendUs;
    this.#windowBytes = options.windowBytes ?? WINDOW_BYTES;
    this.#bytesMax = bytesMax;
    assert(carrier.bytesMax > PACKET_HEAD_BYTES, 'a packet has room for more than its head');
    this.#session = options.session ?? newSession();
    this.#gatherer = new ValueGatherer(bytesMax);
    this.#lastHeardUs = clock.nowUs();
    carrier.onPacket = (bytes) => this.#packet(bytes);
    carrier.onRestored = () => this.#restored();
    this.#listen(this.#lastHeardUs + silentUsMax);
    this.#beat();
  }

  send(value: Sends): void {
    if (this.#isOver) return;
    this.#unheard.add(withLength(bytesOfValue(value)));
    // Told from here, the sender would hear of its own end in the midst of its work.
    if (this.#unheard.end - this.#unheard.heard > this.#bytesMax) this.#soon(() => this.#lost(`has not taken what it was told`));
    else this.#pump();
  }

  drained(): Promise<void> {
    const offset = this.#unheard.end;
    if (this.#isOver || this.#unheard.heard === offset) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ offset, resolve });
    });
  }

  close(): void {
    if (this.#isOver) return;
    this.#end();
    this.#sayGoodbye();
  }

  #packet(bytes: Uint8Array): void {
    const packet = decodePacket(bytes);
    if (packet === undefined || !this.#isForUs(packet)) return;
    const { kind, heard } = packet;
    if (this.#isOver) {
      if (kind === 'goodbye') this.#letGo();
      return;
    }
    this.#lastHeardUs = this.#clock.nowUs();
    this.#hasSlept = false;
    if (kind === 'goodbye') {
      this.#lost('closed the link');
      return;
    }
    if (this.#unheard.hear(heard)) this.#wasHeard();
    else if (kind === 'gap' && heard === this.#unheard.heard) this.#sayAgain();
    this.#pump();
    if (kind === 'data') this.#data(packet);
  }

  /** A packet that names both ends proves that the other has heard this one, which no packet of an earlier link does. */
  #isForUs({ session, peer }: LinkPacket): boolean {
    if (peer !== UNKNOWN && peer !== this.#session) return false;
    if (this.#peer !== UNKNOWN && session !== this.#peer) return false;
    if (peer === UNKNOWN) {
      if (!this.#isOver) this.#say('beat', 0, NOTHING, session);
      return false;
    }
    if (this.#peer === UNKNOWN && !this.#isOver) {
      this.#peer = session;
      // It is to know at once, too: it may have something to say.
      this.#beatSoon();
    }
    return true;
  }

  #data({ offset, data }: LinkPacket): void {
    if (offset > this.#come) {
      this.#say('gap');
      return;
    }
    this.#beatSoon();
    const piece = data.subarray(this.#come - offset);
    if (piece.length === 0) return;
    this.#come += piece.length;
    const values = this.#gatherer.add(piece);
    if (values === undefined) {
      this.#lost('said more than fits here');
      return;
    }
    for (const bytes of values) {
      if (this.#isOver) return;
      let value: unknown;
      try {
        value = valueOfBytes(bytes);
      } catch {
        this.#lost('said what nobody can read');
        return;
      }
      this.onHeard(value as Hears);
    }
  }

  /** Sends what there is, as far as the window goes. */
  #pump(): void {
    if (this.#isOver || this.#peer === UNKNOWN) return;
    // Asked each time: what carries them may have come back as another that takes less.
    const dataBytesMax = Math.max(1, Math.min(this.#carrier.bytesMax, PACKET_BYTES_MAX) - PACKET_HEAD_BYTES);
    const { heard, end } = this.#unheard;
    const goesTo = Math.min(end, heard + this.#windowBytes);
    this.#sentTo = Math.max(this.#sentTo, heard);
    while (this.#sentTo < goesTo) {
      const data = this.#unheard.from(this.#sentTo, Math.min(dataBytesMax, goesTo - this.#sentTo));
      this.#say('data', this.#sentTo, data);
      this.#sentTo += data.length;
    }
    if (heard < end) this.#resending ??= this.#clock.at(this.#clock.nowUs() + this.#resendUs, () => this.#overdue());
  }

  #wasHeard(): void {
    this.#resending?.cancel();
    this.#resending = undefined;
    this.#resendUs = this.#resendUsMin;
    const { heard } = this.#unheard;
    const [now, later] = [
      this.#waiting.filter(({ offset }) => offset <= heard),
      this.#waiting.filter(({ offset }) => offset > heard),
    ];
    this.#waiting = later;
    for (const { resolve } of now) resolve();
  }

  #overdue(): void {
    this.#resending = undefined;
    this.#resendUs = Math.min(2 * this.#resendUs, Math.max(RESEND_US_MAX, this.#resendUsMin));
    this.#goBack();
  }

  /** Behind a gap come as many complaints as packets: one is enough. */
  #sayAgain(): void {
    if (this.#clock.nowUs() - this.#lastGoneBackUs > this.#resendUsMin / 2) this.#goBack();
  }

  #restored(): void {
    if (this.#isOver) return;
    this.#say('beat');
    this.#resending?.cancel();
    this.#resending = undefined;
    this.#resendUs = this.#resendUsMin;
    this.#goBack();
  }

  #goBack(): void {
    this.#lastGoneBackUs = this.#clock.nowUs();
    this.#sentTo = this.#unheard.heard;
    this.#pump();
  }

  #beat(): void {
    this.#say('beat');
    const everyUs = this.#peer === UNKNOWN ? Math.min(HELLO_US, this.#heartbeatUs) : this.#heartbeatUs;
    this.#beating = this.#clock.at(this.#clock.nowUs() + everyUs, () => this.#beat());
  }

  /** One answer to all that comes in a turn. */
  #beatSoon(): void {
    this.#beatingSoon ??= this.#soon(() => {
      this.#beatingSoon = undefined;
      this.#say('beat');
    });
  }

  #soon(act: () => void): Timer {
    return this.#clock.at(this.#clock.nowUs(), () => {
      if (!this.#isOver) act();
    });
  }

  #listen(untilUs: number): void {
    this.#listening = this.#clock.at(untilUs, () => {
      const nowUs = this.#clock.nowUs();
      const dueUs = this.#lastHeardUs + this.#silentUsMax;
      if (dueUs > nowUs) {
        this.#listen(dueUs);
      } else if (nowUs - untilUs > this.#heartbeatUs && !this.#hasSlept) {
        this.#hasSlept = true;
        this.#listen(nowUs + this.#heartbeatUs);
      } else {
        this.#lost(`said nothing for ${Math.round(this.#silentUsMax / 100_000) / 10} s`);
      }
    });
  }

  #say(kind: PacketKind, offset = 0, data = NOTHING, peer = this.#peer): void {
    this.#carrier.send(encodePacket({ kind, session: this.#session, peer, offset, heard: this.#come, data }));
  }

  #lost(how: string): void {
    const tell = this.onLost;
    this.#end();
    // Whoever has only been cut off is to know that nobody waits for it.
    if (how === 'closed the link') this.#letGo();
    else this.#sayGoodbye();
    tell(how);
  }

  #end(): void {
    this.#isOver = true;
    this.onHeard = () => {};
    this.onLost = () => {};
    for (const timer of [this.#beating, this.#beatingSoon, this.#resending, this.#listening]) timer?.cancel();
    this.#unheard.clear();
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting = [];
  }

  #sayGoodbye(later: readonly number[] = GOODBYES_US): void {
    if (this.#peer !== UNKNOWN) this.#say('goodbye');
    const [inUs, ...others] = this.#peer === UNKNOWN ? [] : later;
    if (inUs === undefined) this.#letGo();
    else this.#goodbye = this.#clock.at(this.#clock.nowUs() + inUs, () => this.#sayGoodbye(others));
  }

  #letGo(): void {
    this.#goodbye?.cancel();
    this.#carrier.onPacket = () => {};
    this.#carrier.onRestored = () => {};
    this.#carrier.close();
  }
}

function newSession(): bigint {
  return randomBytes(8).readBigUInt64BE() | 1n;
}
