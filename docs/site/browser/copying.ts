// A button at each block of code that can be used elsewhere.

export function startCopying(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
    const code = button.closest('.code')?.querySelector('code');
    if (code === null || code === undefined) continue;
    button.hidden = false;
    button.addEventListener('click', () => void copy(code, button));
  }
}

async function copy(code: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const word = (await isCopied(code)) ? 'Copied' : 'Press Ctrl-C';
  button.textContent = word;
  const status = document.getElementById('status');
  if (status !== null) status.textContent = word;
  button.addEventListener(
    'blur',
    () => {
      button.textContent = 'Copy';
    },
    { once: true },
  );
}

/** From a disk some browsers give no clipboard: then the text is selected, and a key copies it. */
async function isCopied(code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(code);
    return false;
  }
}
