// Passing arrays to the system by their address, where that pays.

import { addressOf } from './system-calls.ts';

/**
 * The address of an array that is used again and again, as the one message of a load mostly is: to pass a number to the system
 * costs less than to pass an array. One that is used once is not worth the asking.
 */
export class FamiliarArray {
  #array: Uint8Array | undefined;
  #address = 0;

  /** 0: pass the array itself. */
  addressOf(array: Uint8Array): number {
    if (array !== this.#array) {
      this.#array = array;
      this.#address = 0;
      return 0;
    }
    if (this.#address === 0) this.#address = addressOf(array);
    return this.#address;
  }
}
