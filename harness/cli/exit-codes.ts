// What a command leaves with. Whatever is thrown has an exit code of its own, in `errors.ts`.

/** Of a record: `verify` says inconclusive where the others say invalid. */
export const EXIT_CODE_BY_VERDICT = { pass: 0, fail: 1, invalid: 2, inconclusive: 2 } as const;
/** Of a command line that makes no sense. */
export const EXIT_USAGE = 3;
/** Of what nobody foresaw. */
export const EXIT_DEFECT = 4;
export const EXIT_INCONCLUSIVE = 2;
export const EXIT_COULD_NOT_RUN = 4;
