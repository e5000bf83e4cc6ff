// What a page consists of, whichever records it is of; `document.ts` makes the file of it.

import type { Html } from './html.ts';

export interface PageContent {
  /** Of the tab. */
  readonly title: string;
  /** What somebody called it; it stands above all else. */
  readonly name?: string;
  /** What is seen at first, without scrolling: the verdict, its causes, the numbers that matter. */
  readonly first: Html;
  readonly sections: readonly Section[];
  readonly downloads: readonly Download[];
}

export interface Section {
  /** Its own in the page, and its anchor; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** A file that the reader can take out of the page. */
export interface Download {
  /** Such as `record.json`. */
  readonly file: string;
  readonly mediaType: string;
  readonly text: string;
  /** What a reader should know of it; a part of a sentence. */
  readonly says?: string;
}
