// The part of YAML that the files here are written in: blocks of members and of items, values on one line (flow ones as JSON has
// them), comments. Whatever else YAML knows is an error, so that nothing here can mean two things.

export type Yaml = string | number | boolean | null | readonly Yaml[] | { readonly [name: string]: Yaml };

export function parseYaml(text: string): Yaml[] {
  return text.split(/^---$/m).map((document) => new Parser(document).whole());
}

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

class Parser {
  readonly #lines: Line[];
  #at = 0;

  constructor(document: string) {
    this.#lines = document.split('\n').flatMap((line, index) => {
      if (/\t|\s$/.test(line) && line.trim() !== '') throw new Error(`line ${index + 1} has a tab, or a space at its end`);
      const text = line.trimStart();
      return text === '' || text.startsWith('#') ? [] : [{ number: index + 1, indent: line.length - text.length, text }];
    });
  }

  whole(): Yaml {
    const value = this.#block(0);
    const rest = this.#lines[this.#at];
    if (rest !== undefined) throw new Error(`line ${rest.number} stands where nothing can: ${rest.text}`);
    return value;
  }

  #block(indent: number): Yaml {
    const first = this.#lines[this.#at];
    if (first === undefined || first.indent < indent) return null;
    return first.text.startsWith('- ') ? this.#items(first.indent) : this.#members(first.indent);
  }

  #items(indent: number): Yaml[] {
    const items: Yaml[] = [];
    for (let line = this.#here(indent); line?.text.startsWith('- '); line = this.#here(indent)) {
      const text = line.text.slice(2);
      if (isMember(text)) {
        // An item that begins with a member is a block of its own, two further in.
        this.#lines[this.#at] = { ...line, indent: indent + 2, text };
        items.push(this.#members(indent + 2));
      } else {
        this.#at++;
        items.push(scalar(text, line));
      }
    }
    return items;
  }

  #members(indent: number): { [name: string]: Yaml } {
    const members = new Map<string, Yaml>();
    for (let line = this.#here(indent); line !== undefined; line = this.#here(indent)) {
      const [, name = '', rest = ''] = MEMBER.exec(line.text) ?? [];
      if (name === '') throw new Error(`line ${line.number} is no member: ${line.text}`);
      if (members.has(name)) throw new Error(`line ${line.number} says ${name} once more`);
      this.#at++;
      members.set(name, rest === '' ? this.#block(indent + 1) : scalar(rest, line));
    }
    return Object.fromEntries(members);
  }

  /** The next line, when it stands just so far in. */
  #here(indent: number): Line | undefined {
    const line = this.#lines[this.#at];
    return line?.indent === indent ? line : undefined;
  }
}

const MEMBER = /^([\w./-]+):(?: (\S.*))?$/;

function isMember(text: string): boolean {
  return MEMBER.test(text);
}

/** `no`, `1e3` and their like are left to nobody's guess: what is no plain word, number or truth has quotes. */
function scalar(text: string, { number }: Line): Yaml {
  if (/^["[{]/.test(text)) return JSON.parse(text) as Yaml;
  if (/^(true|false|\d{1,9})$/.test(text)) return JSON.parse(text) as Yaml;
  if (/^[A-Za-z][\w./-]*$/.test(text) && !/^(y|n|yes|no|on|off|null|true|false)$/i.test(text)) return text;
  throw new Error(`line ${number} needs quotes: ${text}`);
}
