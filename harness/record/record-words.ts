// Words that stand in records and are needed where none is read: whoever only runs need not load what checks them.

export const BENCH_RECORD_SCHEMA = 'tcp-harness/bench-record/1';

export const VIEWS = ['response', 'service', 'sendLag'] as const;
/** response: from due to done. service: from sent to done. sendLag: from due to sent. */
export type View = (typeof VIEWS)[number];

export const PHASES = ['connect', 'setup', 'turn', 'leave'] as const;
export const BLAMES = ['client', 'network', 'server'] as const;
