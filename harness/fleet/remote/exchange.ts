// What a messaging system is to the fleet: whoever knows a subject can ask all who answer there, or one of them, and two who know the
// same pair of subjects have a carrier between them. NATS is one; a test has another, in memory, that loses what it is told to lose.

/** Questions and answers are plain values that JSON can say. */
export interface Exchange {
  /** Answers every question at this subject; undefined: stays silent. */
  answer(subject: string, respond: (question: unknown) => unknown): Subscription;
  /** The first answer; rejects with a `HarnessError` when none comes in time, or nobody listens there. */
  ask(subject: string, question: unknown, timeoutMs: number): Promise<unknown>;
  /** All answers that come within `waitMs`: who is there is not known. */
  askAll(subject: string, question: unknown, waitMs: number): Promise<unknown[]>;
  carrier(subjects: { readonly sends: string; readonly hears: string }): Carrier;
  /** Resolves when all that was answered, listened to and sent so far is known there; rejects when something of it is not allowed. */
  settled(): Promise<void>;
  /** Told when the system can't be reached, and when it can again. */
  onConnected: (isConnected: boolean) => void;
  /** Told in a sentence what keeps it from being of use, once for each time that it is connected or cut off. */
  onTrouble: (sentence: string) => void;
  /** What is under way goes out first. */
  close(): Promise<void>;
}

export interface Subscription {
  end(): void;
}

/** Carries packets between two ends, as well as it can: some may be lost, come twice, or overtake others. */
export interface Carrier {
  /** No packet may be longer; it can change whenever it is connected anew. */
  readonly bytesMax: number;
  send(packet: Uint8Array): void;
  onPacket: (packet: Uint8Array) => void;
  /** Told when packets get through again, behind a time in which none did. */
  onRestored: () => void;
  close(): void;
}
