// The last few bundles that an agent was sent: whoever runs a scenario again and again sends it once.

import type { PortableBundle } from '../bundle.ts';

const BUNDLES_MAX = 4;

export class BundleShelf {
  readonly #bundles = new Map<string, PortableBundle>();

  has(hash: string): boolean {
    return this.#bundles.has(hash);
  }

  put(bundle: PortableBundle): void {
    this.#bundles.delete(bundle.hash);
    this.#bundles.set(bundle.hash, bundle);
    for (const hash of this.#bundles.keys()) {
      if (this.#bundles.size <= BUNDLES_MAX) break;
      this.#bundles.delete(hash);
    }
  }

  drop(hash: string): void {
    this.#bundles.delete(hash);
  }

  /** The one that was used last is the last to go. */
  take(hash: string): PortableBundle | undefined {
    const bundle = this.#bundles.get(hash);
    if (bundle !== undefined) this.put(bundle);
    return bundle;
  }
}
