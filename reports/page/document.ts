// The file that a page is: everything in it, nothing fetched from anywhere. Its own policy forbids all that it does not need, and
// allows no script but ours, by its hash: whatever bytes a target sent, a browser has nothing to run them with.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { bytesText } from '../figures.ts';
import { loadAssets } from './assets.ts';
import type { Download, PageContent, Section } from './content.ts';
import { type Html, html, joined } from './html.ts';

export function renderDocument({ title, name, first, sections, downloads }: PageContent, assets = loadAssets()): string {
  const script = insideScript(assets.script);
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="harness report">
<title>${title}</title>
<style>${{ markup: insideStyle(assets.style) }}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
<nav class="bar" aria-label="Sections"><ul>${joined(placesOf(sections, downloads).map(link))}</ul>
<div class="tools"><button type="button" data-theme-switch hidden></button></div></nav>
<main id="main" tabindex="-1">
<header>${name === undefined ? '' : html`<p class="name">${name}</p>`}${first}</header>
<noscript><p class="aside">Charts, sorting and downloads need JavaScript. All texts and tables are here without it.</p></noscript>
${joined(sections.map(sectionBlock))}
${downloadsBlock(downloads)}
<p class="unseen" role="status" id="status"></p>
</main>
<script>${{ markup: script }}</script>
</body>
</html>
`;
  return page.markup;
}

/**
 * So that nothing in it ends the element, or makes the browser's parser believe that another script begins in it. Both stand in
 * strings only. Browsers read a carriage return as the end of a line, and so does the hash.
 */
function insideScript(script: string): string {
  return script
    .replace(/\r\n?/g, '\n')
    .replace(/<(?=\/script)/gi, '\\x3c')
    .replaceAll('<!--', '\\x3c!--');
}

function insideStyle(style: string): string {
  return style.replace(/<\/(?=style)/gi, '<\\/');
}

function placesOf(sections: readonly Section[], downloads: readonly Download[]): Pick<Section, 'id' | 'title'>[] {
  return [
    { id: 'main', title: 'Summary' },
    ...sections,
    ...(downloads.length === 0 ? [] : [{ id: 'downloads', title: 'Downloads' }]),
  ];
}

function link({ id, title }: Pick<Section, 'id' | 'title'>): Html {
  return html`<li><a href="#${id}">${title}</a></li>`;
}

/** Found by its heading. It is no landmark: there would be too many, and some would be called as a table in them is. */
function sectionBlock({ id, title, body }: Section): Html {
  return html`<section id="${id}"><h2>${title}</h2>
${body}
</section>`;
}

function downloadsBlock(downloads: readonly Download[]): Html {
  if (downloads.length === 0) return html``;
  const items = downloads.map(({ file, mediaType, text, says }) => {
    const gzip = gzipSync(text, { level: 9 }).toString('base64');
    const size = bytesText(Buffer.byteLength(text));
    return html`<li><button type="button" data-download="${safeName(file)}" data-type="${mediaType}" data-gzip="${gzip}">${file} <span>${size}</span></button>${says === undefined ? '' : html` <span class="soft">${says}</span>`}</li>`;
  });
  return html`<section id="downloads"><h2>Downloads</h2>
<p data-downloads-say>They stand in this page and are unpacked by its script, which this browser does not run.</p>
<ul class="downloads" hidden>${joined(items)}</ul></section>`;
}

/** Of a file on any system: records are called what people, and targets, called them. */
function safeName(file: string): string {
  const safe = file.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '');
  return safe === '' ? 'download' : safe.slice(-100);
}
