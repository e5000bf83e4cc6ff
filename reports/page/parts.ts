// What the pages have in common: the small pieces that their sections are made of.

import type { Environment } from '../../harness/record/record.ts';
import { bytesText, counted } from '../figures.ts';
import { processorsText } from '../target-words.ts';
import type { Section } from './content.ts';
import { type Html, html, joined } from './html.ts';

/** Nothing where there is nothing to say. */
export function section(id: string, title: string, body: Html): Section | undefined {
  return body.markup === '' ? undefined : { id, title, body };
}

export function list(items: readonly Html[]): Html {
  return items.length === 0 ? html`` : html`<ul>${joined(items.map((item) => html`<li>${item}</li>`))}</ul>`;
}

/** A name and what is to be said of it; undefined: nothing. */
export function facts(rows: readonly (readonly [string, string | Html | undefined])[]): Html {
  const shown = rows.flatMap(([name, text]) => (text === undefined ? [] : [html`<dt>${name}</dt><dd>${text}</dd>`]));
  return shown.length === 0 ? html`` : html`<dl class="facts">${joined(shown)}</dl>`;
}

/** What sorts is what a cell says, or its `data-value`. */
export function table(
  name: string,
  titles: readonly string[],
  rows: readonly Html[],
  { sortable = false }: { readonly sortable?: boolean } = {},
): Html {
  const head = joined(titles.map((title) => html`<th scope="col">${title}</th>`));
  const sorting = sortable ? html` data-sortable` : html``;
  return scrolled(name, html`<table${sorting}><thead><tr>${head}</tr></thead><tbody>${joined(rows)}</tbody></table>`);
}

/** Wider than a narrow screen, a table scrolls by itself. `name`: for those who hear it. */
export function scrolled(name: string, table: Html): Html {
  return html`<div class="scrolled" role="region" aria-label="${name}" tabindex="0">${table}</div>`;
}

/** What a shell takes, with a button that copies it. */
export function command(text: string): Html {
  return html`<div class="command"><pre><code>${text}</code></pre><button type="button" data-copy hidden>Copy</button></div>`;
}

/** Such as `2025-01-15 10:30:00 UTC`. */
export function momentText(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
}

export function moment(iso: string): Html {
  return html`<time datetime="${iso}">${momentText(iso)}</time>`;
}

/** Where it ran: rows for `facts`. */
export function environmentRows(environment: Environment): [string, string | undefined][] {
  const { harness, node, platform, kernel, architecture, memoryBytes, transport, transportReason, descriptors } = environment;
  return [
    ['Processors', processorsText(environment)],
    ['Memory', bytesText(memoryBytes)],
    ['System', `${platform} ${kernel} on ${architecture}`],
    ['Descriptors', descriptors === undefined ? undefined : `${counted(descriptors, 'descriptor')} a process`],
    ['Harness', `${harness} on Node ${node.replace(/^v/, '')}`],
    ['Transport', `${transport}: ${transportReason}`],
  ];
}
