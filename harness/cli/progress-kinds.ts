// The ways in which a run can be shown while it goes on: what shows it is loaded when it runs.

export const PROGRESS_KINDS = ['tty', 'plain', 'json', 'none'] as const;
export type ProgressKind = (typeof PROGRESS_KINDS)[number];
