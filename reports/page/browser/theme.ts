// Light or dark: as the reader's system is, until they switch. The choice lasts as long as the page is open: a page from a file has
// nowhere to keep it.

type Theme = 'light' | 'dark';

const SYSTEM_IS_DARK = window.matchMedia('(prefers-color-scheme: dark)');

export function startTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-theme-switch]');
  if (button === null) return;
  const what = document.createElement('span');
  what.className = 'unseen';
  what.textContent = 'Colours: ';
  const choice = document.createElement('span');
  button.replaceChildren(what, choice);
  button.hidden = false;
  const show = () => {
    choice.textContent = { light: 'Light', dark: 'Dark', system: 'System' }[chosen() ?? 'system'];
    button.dataset.themeSwitch = chosen() ?? 'system';
    document.dispatchEvent(new Event(THEME_CHANGED));
  };
  button.addEventListener('click', () => {
    chooseTheme(next());
    show();
  });
  SYSTEM_IS_DARK.addEventListener('change', show);
  show();
}

/** Told by the document: what draws has to draw again. */
export const THEME_CHANGED = 'theme-changed';

export function chooseTheme(theme: Theme | undefined): void {
  if (theme === undefined) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Undefined: as the system is. */
export function chosen(): Theme | undefined {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : undefined;
}

/** First what the system is not, for a switch should do something; then what it is, and then whatever it is. */
function next(): Theme | undefined {
  const [asSystem, other]: [Theme, Theme] = SYSTEM_IS_DARK.matches ? ['dark', 'light'] : ['light', 'dark'];
  switch (chosen()) {
    case undefined:
      return other;
    case other:
      return asSystem;
    default:
      return undefined;
  }
}

/** Of a custom property of the style, such as `--ink`. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
