// A page of Markdown as markup, with what the site has to know of it: headings, links, and the texts that are searched.

import { Marked, type Token, type Tokens } from 'marked';
import { type Html, html } from '../../reports/page/html.ts';
import { Anchors } from './anchors.ts';

export interface ParsedPage {
  readonly title: string;
  readonly headings: readonly Heading[];
  readonly links: readonly string[];
  /** What stands below each heading, as plain text. */
  readonly sections: readonly Section[];
  readonly body: Html;
}

interface Heading {
  readonly depth: number;
  readonly text: string;
  readonly anchor: string;
}

interface Section {
  readonly heading: string;
  readonly anchor: string;
  readonly text: string;
}

/** `leadTo` says where a link of the Markdown leads on the site; undefined: it can't be followed there, and is text. */
export function parsePage(markdown: string, leadTo: (link: string) => string | undefined): ParsedPage {
  const anchors = new Anchors();
  const headings: Heading[] = [];
  const links: string[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = plainText(tokens);
        const anchor = anchors.next(text);
        headings.push({ depth, text, anchor });
        const inside = { markup: this.parser.parseInline(tokens) };
        if (depth === 1) return html`<h1 id="${anchor}">${inside}</h1>\n`.markup;
        const tag = { markup: `h${depth}` };
        const sign = html`<a class="anchor" href="#${anchor}" aria-label="Link to: ${text}">#</a>`;
        return html`<${tag} id="${anchor}">${inside} ${sign}</${tag}>\n`.markup;
      },
      // A command may be wider than a telephone: who has only a keyboard must be able to scroll it.
      code({ text, lang }) {
        const name = lang === undefined || lang === '' ? 'Output' : (LANGUAGES[lang] ?? lang);
        const pre = html`<pre tabindex="0" role="group" aria-label="${name}"><code>${text}\n</code></pre>`;
        if (name === 'Output') return html`<div class="code" data-language="${name}">${pre}</div>\n`.markup;
        const copy = html`<button type="button" data-copy hidden>Copy</button>`;
        return html`<div class="code"><div class="above"><span>${name}</span>${copy}</div>${pre}</div>\n`.markup;
      },
      codespan({ text }) {
        return html`<code>${text}</code>`.markup;
      },
      // Comments are for whoever writes the page, and its tests. Any other markup is shown as it was written.
      html({ text }) {
        return html`${text.replace(/<!--[\s\S]*?-->/g, '')}`.markup.trim();
      },
      link({ href, tokens }) {
        links.push(href);
        const inside = { markup: this.parser.parseInline(tokens) };
        const to = leadTo(href);
        return to === undefined ? inside.markup : html`<a href="${to}">${inside}</a>`.markup;
      },
      image({ href, text }) {
        links.push(href);
        return html`<img src="${leadTo(href) ?? href}" alt="${text}">`.markup;
      },
      table({ header, rows }) {
        const cell = (tag: 'th' | 'td', { tokens }: Tokens.TableCell) =>
          `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${this.parser.parseInline(tokens)}</${tag}>`;
        // A head that is empty is a table of two columns that explain themselves.
        const named = header.some(({ text }) => text.trim() !== '');
        const line = (tag: 'th' | 'td', cells: readonly Tokens.TableCell[]) =>
          `<tr>${cells.map((one) => cell(one.text.trim() === '' ? 'td' : tag, one)).join('')}</tr>\n`;
        const head = named ? `<thead>${line('th', header)}</thead>\n` : '';
        const body = rows.map((cells) => line('td', cells)).join('');
        return `<div class="wide" tabindex="0" role="group" aria-label="Table"><table>\n${head}<tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  const tokens = marked.lexer(markdown);
  const body = { markup: marked.parser(tokens) };
  const title = headings.find(({ depth }) => depth === 1)?.text ?? '';
  return { title, headings, links, sections: sectionsOf(tokens), body };
}

const LANGUAGES: Readonly<Record<string, string>> = {
  sh: 'Commands',
  ts: 'TypeScript',
  json: 'JSON',
  yaml: 'YAML',
  python: 'Python',
  text: 'Output',
};

function sectionsOf(tokens: readonly Token[]): Section[] {
  const anchors = new Anchors();
  const sections: { heading: string; anchor: string; text: string }[] = [];
  for (const token of tokens) {
    if (token.type === 'heading') {
      const heading = plainText(token.tokens ?? []);
      sections.push({ heading, anchor: anchors.next(heading), text: '' });
    } else if (token.type !== 'html') {
      const section = sections.at(-1);
      if (section !== undefined) section.text += `${plainText([token]).replace(/\s+/g, ' ').trim()} `;
    }
  }
  return sections;
}

/** What is read, without the signs of Markdown. */
function plainText(tokens: readonly Token[]): string {
  return tokens.map(plainToken).join('');
}

function plainToken(token: Token): string {
  if (token.type === 'html' || token.type === 'def') return '';
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].flatMap((cells) => cells.map((cell) => `${plainText(cell.tokens)} `)).join('');
  }
  if (token.type === 'list') return (token as Tokens.List).items.map((item) => `${plainText(item.tokens)} `).join('');
  if ('tokens' in token && token.tokens !== undefined) return plainText(token.tokens);
  if ('text' in token && typeof token.text === 'string') return token.text;
  return token.type === 'space' || token.type === 'br' ? ' ' : '';
}
