// Files out of the page: they stand in it compressed.

import { say } from './status.ts';

export function startDownloads(): void {
  const sentence = document.querySelector('[data-downloads-say]');
  if (sentence === null) return;
  if (typeof DecompressionStream === 'undefined') {
    sentence.textContent = 'They stand in this page compressed, and this browser is too old to unpack them.';
    return;
  }
  sentence.textContent = 'They stand in this page; nothing is fetched.';
  for (const list of document.querySelectorAll<HTMLElement>('ul.downloads')) list.hidden = false;
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-download]')) {
    button.addEventListener('click', () => {
      void save(button.dataset);
    });
  }
}

/** The browser reads the file behind the click, some time or other. */
const READ_WITHIN_MS = 60_000;

async function save({ download = '', type = '', gzip = '' }: DOMStringMap): Promise<void> {
  const bytes = Uint8Array.from(atob(gzip), (sign) => sign.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const url = URL.createObjectURL(new Blob([await new Response(unpacked).arrayBuffer()], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = download;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), READ_WITHIN_MS);
  say(`${download} was given to the browser to keep.`);
}
