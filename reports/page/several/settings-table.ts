// What is different between runs besides their figures, and what is the same.

import { listed } from '../../listed.ts';
import { someListed } from '../../several/names.ts';
import type { Setting } from '../../several/settings.ts';
import { type Html, html, joined } from '../html.ts';
import { facts, table } from '../parts.ts';

/** For the first screen. `section`: where they stand with their values. */
export function settingsSummary(settings: readonly Setting[], section: string): Html {
  const names = (differs: boolean) => settings.filter((one) => one.differs === differs).map(({ name }) => name);
  const [different, same] = [names(true), names(false)];
  return facts([
    [
      'Different',
      different.length === 0
        ? 'nothing that the records tell of'
        : html`${someListed(different)} (<a href="#${section}">with their values</a>)`,
    ],
    ['The same', same.length === 0 ? undefined : listed(same)],
  ]);
}

/** Those that differ first, each marked by a sign. */
export function settingsTable(name: string, names: readonly string[], settings: readonly Setting[], of = 'setting'): Html {
  const rows = [...settings.filter(({ differs }) => differs), ...settings.filter(({ differs }) => !differs)].map(
    ({ name: setting, values, differs }) => {
      const sign = differs
        ? html`<span class="differs"><span aria-hidden="true">≠</span> ${setting}<span class="unseen"> (differs)</span></span>`
        : html`${setting}`;
      const cells =
        new Set(values).size > 1
          ? joined(values.map((value) => html`<td class="setting">${value}</td>`))
          : html`<td class="setting soft" colspan="${String(names.length)}">${values[0] ?? ''}</td>`;
      return html`<tr><th scope="row">${sign}</th>${cells}</tr>`;
    },
  );
  return html`<div class="compared settings">${table(name, [of, ...names], rows)}</div>`;
}
