// What the environment does wrong: a flag, a host, a port, a limit. What a peer does is data and never comes through here.

/** The closed list of error codes, each with the exit code that the command ends with. */
export const EXIT_CODE_BY_ERROR = {
  'agent-failed': 4,
  'contract-invalid': 3,
  'endpoint-invalid': 3,
  'flag-invalid': 3,
  'framing-invalid': 3,
  'host-unknown': 4,
  'limit-too-low': 4,
  'listen-failed': 4,
  'measurement-failed': 4,
  'model-unavailable': 4,
  'nats-unreachable': 4,
  'output-failed': 4,
  'scenario-invalid': 3,
  'record-invalid': 3,
  'server-failed': 4,
  'sources-exhausted': 4,
  'target-failed': 4,
  'target-unreachable': 4,
  'transport-unavailable': 4,
} as const;

export type ErrorCode = keyof typeof EXIT_CODE_BY_ERROR;

/** Something the person at the keyboard can mend. The message says what is wrong and what to do, in one sentence. */
export class HarnessError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'HarnessError';
    this.code = code;
  }
}

/** Our own mistakes: never caught, always a defect of the harness. */
export function assert(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new Error(`defect in the harness: ${claim}`);
}
