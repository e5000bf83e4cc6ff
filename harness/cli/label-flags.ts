// Labels as they are typed: names and values with a sign between.

import { HarnessError } from '../errors.ts';

export type Labels = Readonly<Record<string, string>>;

/** labels = label *("," label); label = name "=" value; the flag may be given several times. */
export function labels(flag: string): (text: string, others?: Labels) => Labels {
  return (text, others = {}) => {
    const given = new Map(Object.entries(others));
    for (const label of text.split(',')) {
      const match = /^([\w./-]+)=([\w./:-]*)$/.exec(label.trim());
      const [, name = '', value = ''] = match ?? [];
      if (match === null) {
        throw new HarnessError('flag-invalid', `${flag} takes labels such as zone=a,disk=fast, not '${text}'.`);
      }
      if (given.has(name) && given.get(name) !== value) {
        throw new HarnessError('flag-invalid', `${flag} gives ${name} twice: once as '${given.get(name)}', once as '${value}'.`);
      }
      given.set(name, value);
    }
    return Object.fromEntries(given);
  };
}
