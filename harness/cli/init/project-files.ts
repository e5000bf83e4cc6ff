// All files of a new project, by their paths, in the order in which they are to be read.

import { GITIGNORE_TEXT, packageText, readmeText, serverText, TSCONFIG_TEXT, workflowText } from './other-files.ts';
import { contractText, dialectText, loadText, type ProjectWish } from './source-files.ts';

export interface ProjectFile {
  readonly path: string;
  readonly text: string;
  /** What it is, for whoever looks at the tree. */
  readonly what: string;
}

export function projectFiles(wish: ProjectWish): readonly ProjectFile[] {
  return [
    { path: 'README.md', text: readmeText(wish), what: 'what to do next' },
    { path: 'dialect.ts', text: dialectText(wish), what: 'where a message ends, the port, the requests' },
    { path: 'contract.ts', text: contractText(wish), what: 'what a server is held to: two cases' },
    { path: 'load.ts', text: loadText(wish), what: 'what one client does to make load' },
    { path: 'server.mjs', text: serverText(wish), what: 'a sample server, in the place of yours' },
    { path: 'package.json', text: packageText(wish), what: 'npm run verify, bench, report and start' },
    { path: 'tsconfig.json', text: TSCONFIG_TEXT, what: 'for your editor' },
    { path: '.gitignore', text: GITIGNORE_TEXT, what: 'what is not kept' },
    { path: '.github/workflows/harness.yml', text: workflowText(), what: 'both runs at each push' },
  ];
}
