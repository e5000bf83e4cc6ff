// Rows before they are text.

/** undefined: nothing is known of it; the cell stays empty. */
export type Cell = string | number | undefined;

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The rows of several records, which have all columns in common. */
export interface TableOfRuns {
  readonly columns: readonly string[];
  readonly runs: readonly { readonly name: string; readonly rows: readonly (readonly Cell[])[] }[];
}
