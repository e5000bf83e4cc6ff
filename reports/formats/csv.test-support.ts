// CSV as strictly as RFC 4180 has it, with line feeds between the records.

/** file = record*; record = field ("," field)* LF; field = quoted / plain; quoted = DQUOTE (any / 2DQUOTE)* DQUOTE */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      at++;
      for (;;) {
        const end = text.indexOf('"', at);
        if (end === -1) throw new Error('a quoted field does not end');
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        field += '"';
        at++;
      }
    } else {
      const plain = /[^,\n]*/y;
      plain.lastIndex = at;
      field = plain.exec(text)?.[0] ?? '';
      if (/["\r]/.test(field)) throw new Error(`a field that is not quoted holds ${JSON.stringify(field)}`);
      at += field.length;
    }
    row.push(field);
    if (text[at] === ',') {
      at++;
      continue;
    }
    if (text[at] !== '\n') throw new Error('behind a field there is neither a comma nor a line end');
    at++;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) throw new Error('the last row does not end');
  return rows;
}
