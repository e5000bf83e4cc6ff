// The pages in the order in which somebody reads them who reads them all.

export interface Place {
  readonly file: string;
  /** In a word or two, for the list beside each page. */
  readonly name: string;
}

export const READING_ORDER: readonly Place[] = [
  { file: 'README.md', name: 'Contents' },
  { file: 'start.md', name: 'Start' },
  { file: 'concepts.md', name: 'Concepts' },
  { file: 'scenarios.md', name: 'Scenarios' },
  { file: 'verify.md', name: 'Verify' },
  { file: 'bench.md', name: 'Bench' },
  { file: 'reports.md', name: 'Reports' },
  { file: 'progress.md', name: 'Progress' },
  { file: 'capacity.md', name: 'Capacity' },
  { file: 'compare.md', name: 'Compare' },
  { file: 'distributed.md', name: 'Distributed' },
  { file: 'methodology.md', name: 'Methodology' },
  { file: 'faq.md', name: 'FAQ' },
];

/** The index of the site is the page that a folder shows when it is looked at. */
export function pageName(file: string): string {
  return file === 'README.md' ? 'index.html' : file.replace(/\.md$/, '.html');
}
