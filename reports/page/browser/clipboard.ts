// What a page gives to the clipboard. One that did not come over a safe way, or from a file, has none at all.

export async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
