// The three latencies of an operation. Apart from the schema: whoever only names them does without what checks records.

export const VIEWS = ['response', 'service', 'sendLag'] as const;
/** response: from due to done. service: from sent to done. sendLag: from due to sent. */
export type View = (typeof VIEWS)[number];
