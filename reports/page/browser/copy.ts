// Buttons that copy the command beside them. Where the browser gives a page no clipboard, they select it.

import { isCopied } from './clipboard.ts';
import { say } from './status.ts';

const COPIED_FOR_MS = 2_000;

export function startCopying(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
    const code = button.closest('.command')?.querySelector('code');
    if (code === null || code === undefined) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      void copy(button, code);
    });
  }
}

async function copy(button: HTMLButtonElement, code: HTMLElement): Promise<void> {
  if (await isCopied(code.textContent ?? '')) {
    button.textContent = 'Copied';
    say('Copied.');
    window.setTimeout(() => {
      button.textContent = 'Copy';
    }, COPIED_FOR_MS);
    return;
  }
  window.getSelection()?.selectAllChildren(code);
  say('The command is selected: this browser lets the page copy nothing by itself.');
}
