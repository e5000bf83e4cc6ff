// Names for headings that can be linked to, as code forges make them: so that a link holds there as well as on the site.

export class Anchors {
  readonly #given = new Map<string, number>();

  next(heading: string): string {
    const plain = heading
      .toLowerCase()
      .trim()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const before = this.#given.get(plain) ?? 0;
    this.#given.set(plain, before + 1);
    return before === 0 ? plain : `${plain}-${before}`;
  }
}
