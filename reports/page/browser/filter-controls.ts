// What filters of rows are worked by: buttons that stay pressed, and a text.

export class FilterControls {
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #text: HTMLInputElement | null;
  readonly #changed: () => void;

  /** `changed` is called after whatever a reader does with them. */
  constructor(buttons: readonly HTMLButtonElement[], text: HTMLInputElement | null, changed: () => void) {
    this.#buttons = buttons;
    this.#text = text;
    this.#changed = changed;
    for (const button of buttons) {
      button.addEventListener('click', () => {
        button.setAttribute('aria-pressed', String(!isPressed(button)));
        changed();
      });
    }
    text?.addEventListener('input', changed);
  }

  get pressed(): HTMLButtonElement[] {
    return this.#buttons.filter(isPressed);
  }

  /** All of them are to be found, in whatever order. */
  get words(): string[] {
    return (this.#text?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  }

  clear(): void {
    for (const button of this.#buttons) button.setAttribute('aria-pressed', 'false');
    if (this.#text !== null) this.#text.value = '';
    this.#changed();
  }

  /** For who has cleared them by a button that is gone now, or leads nowhere. */
  focus(): void {
    this.#text?.focus();
  }
}

function isPressed(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}
