// Light or dark: as the reader's system is, until they switch.

type Theme = 'light' | 'dark';

const SYSTEM_IS_DARK = window.matchMedia('(prefers-color-scheme: dark)');

export function startTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-theme-switch]');
  if (button === null) return;
  button.hidden = false;
  const show = () => {
    button.textContent = theme() === 'dark' ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Change to the ${theme() === 'dark' ? 'light' : 'dark'} colours`);
    document.dispatchEvent(new Event(THEME_CHANGED));
  };
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
    show();
  });
  SYSTEM_IS_DARK.addEventListener('change', show);
  show();
}

/** Told by the document: what draws has to draw again. */
export const THEME_CHANGED = 'theme-changed';

function theme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return SYSTEM_IS_DARK.matches ? 'dark' : 'light';
}

/** Of a custom property of the style, such as `--ink`. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
