// The file that a page is: everything in it, nothing fetched from anywhere. Its own policy forbids all that it does not need, and
// allows no script but ours, by its hash: whatever bytes a target sent, a browser has nothing to run them with.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { loadAssets } from './assets.ts';
import type { Chart } from './chart.ts';
import type { Download, PageContent, Section } from './content.ts';
import { type Html, html, joined } from './html.ts';

export function renderDocument({ title, first, sections, downloads }: PageContent): string {
  const { script, style } = loadAssets();
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
<style>${{ markup: style }}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
<nav aria-label="Sections"><ul>${joined(sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`))}</ul>
<div class="tools"><button type="button" data-theme-switch hidden>Theme</button></div></nav>
<main id="main">
<header>${first}</header>
${joined(sections.map(sectionBlock))}
${downloadsBlock(downloads)}
</main>
<script>${{ markup: script }}</script>
</body>
</html>
`;
  return page.markup;
}

function sectionBlock({ id, title, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}
</section>`;
}

/** The place of a chart; the script draws it, and the table behind it. */
export function figure(chart: Chart): Html {
  return html`<figure class="chart" id="${chart.id}" data-chart="${chart.kind}">
<figcaption><strong>${chart.title}</strong> <span>${chart.says}</span></figcaption>
${data(chart)}
</figure>`;
}

/** Values for the script, in a form that no text in them can leave. */
export function data(value: unknown): Html {
  const json = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return html`<script type="application/json">${{ markup: json }}</script>`;
}

function downloadsBlock(downloads: readonly Download[]): Html {
  if (downloads.length === 0) return html``;
  const items = downloads.map(
    ({ file, mediaType, text, says }) =>
      html`<li><button type="button" data-download="${file}" data-type="${mediaType}" data-gzip="${gzipSync(text, { level: 9 }).toString('base64')}">${file}</button>${says === undefined ? '' : html` <span class="soft">${says}</span>`}</li>`,
  );
  return html`<section id="downloads" aria-labelledby="downloads-title"><h2 id="downloads-title">Downloads</h2>
<p>They stand in this page; nothing is fetched.</p><ul class="downloads">${joined(items)}</ul></section>`;
}
