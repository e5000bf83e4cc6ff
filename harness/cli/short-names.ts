// What servers are called when nobody gave them a name: as they are started, where that is short and no two are alike; else by the words
// in which they differ, and at last by letters. A name stands in every sentence and above every column.

const NAME_SIGNS_MAX = 20;
const SHARED_SIGNS_MAX = 12;

/** As many as there are commands, no two alike. */
export function shortNames(commands: readonly string[]): string[] {
  const isFine = (names: readonly string[]) =>
    new Set(names).size === names.length && names.every((name) => name !== '' && name.length <= NAME_SIGNS_MAX);
  const found = [commands, differingWords(commands)].find(isFine);
  return found === undefined ? lettered(commands) : [...found];
}

/** Without flags (what follows them says enough) and without what all begin or end with; of each at least one word stays. */
function differingWords(commands: readonly string[]): string[] {
  const all = commands.map((command) => command.split(/\s+/).filter((word) => !word.startsWith('--')));
  for (const end of ['first', 'last'] as const) {
    const wordOf = (words: readonly string[]) => (end === 'first' ? words[0] : words.at(-1));
    while (all.every((words) => words.length > 1) && new Set(all.map(wordOf)).size === 1) {
      for (const words of all) {
        if (end === 'first') words.shift();
        else words.pop();
      }
    }
  }
  return all.map((words) => words.join(' '));
}

/** `event A`, `event B` of two that are alike and short; `A`, `B` where that would be long. */
function lettered(commands: readonly string[]): string[] {
  const isLong = commands.some((command) => command.length > SHARED_SIGNS_MAX);
  const isAlone = (command: string) => commands.filter((other) => other === command).length === 1;
  return commands.map((command, index) => {
    if (isLong) return letters(index);
    return isAlone(command)
      ? command
      : `${command} ${letters(commands.slice(0, index).filter((other) => other === command).length)}`;
  });
}

/** A to Z, and then AA. */
function letters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${letters(Math.floor(index / 26) - 1)}${letter}`;
}
