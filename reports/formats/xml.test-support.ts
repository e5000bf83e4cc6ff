// XML as strictly as a reader of test results takes it: elements, attributes, text, and the signs that no document may hold.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

export function parseXml(document: string): XmlElement {
  if (/(?![\n\r\t])[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(document)) throw new Error('the document holds a sign that none may hold');
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  let at = 0;
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
  if (!document.startsWith(declaration)) throw new Error('the document does not begin with its declaration');
  for (const match of document.slice(declaration.length).matchAll(TOKENS)) {
    if (match.index !== at) throw new Error(`this is no XML: ${document.slice(declaration.length + at).slice(0, 40)}`);
    at += match[0].length;
    const [, start, attributes = '', isEmpty, end, text] = match;
    const inner = open.at(-1) ?? top;
    if (start !== undefined) {
      const element: XmlElement = { name: start, attributes: attributesIn(attributes), children: [], text: '' };
      inner.children.push(element);
      if (isEmpty === '') open.push(element);
    } else if (end !== undefined) {
      if (inner.name !== end) throw new Error(`</${end}> ends ${inner.name}`);
      open.pop();
    } else inner.text += unescaped(text ?? '');
  }
  const [root, ...others] = top.children;
  if (open.length !== 1 || root === undefined || others.length > 0 || at !== document.length - declaration.length) {
    throw new Error('the document is not one whole element');
  }
  return root;
}

const TOKENS = /<([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|<\/([\w-]+)>|([^<]+)/g;

function attributesIn(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    // As a parser reads them: a line end that is not written as a reference is a space.
    unescaped(value.replace(/[\n\r\t]/g, ' ')),
  ]);
  return Object.fromEntries(pairs);
}

function unescaped(text: string): string {
  const bare = text.replace(/&#(\d+);/g, '');
  if (bare.includes('&')) throw new Error(`an & that is none of ours: ${text.slice(0, 60)}`);
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
