// What happened, for those who hear the page: it stands nowhere to be seen.

export function say(sentence: string): void {
  const place = document.getElementById('status');
  if (place === null) return;
  // The same sentence once more is said again: it differs by a space that nobody hears.
  place.textContent = place.textContent === sentence ? `${sentence}\u00a0` : sentence;
}
