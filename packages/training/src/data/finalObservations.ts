const FIRST_CAPACITY = 16;
/** References stay below this, so that they fit an Int32Array beside −1 for "none". */
const REFERENCES = 2 ** 31;

/**
 * Observations that no stored row holds: a queue, as rows are dropped in the order in which they came. A reference
 * stays valid until its observation is dropped. Grows by doubling.
 */
export class FinalObservations {
  readonly #size: number;
  #data: Float32Array;
  /** Slots − 1; the number of slots is a power of two. */
  #mask = FIRST_CAPACITY - 1;
  #oldest = 0;
  #count = 0;

  /** @param size - numbers per observation. */
  constructor(size: number) {
    this.#size = size;
    this.#data = new Float32Array(FIRST_CAPACITY * size);
  }

  get count(): number {
    return this.#count;
  }

  /** Where the numbers are that `offset` points into; valid until the next `push`. */
  get data(): Float32Array {
    return this.#data;
  }

  /** Keeps `size` numbers of `source` from `start` on. Returns their reference, 0 … 2^31 − 1. */
  push(source: Float32Array, start: number): number {
    if (this.#count > this.#mask) this.#grow();
    const reference = (this.#oldest + this.#count) % REFERENCES;
    this.#count += 1;
    const at = this.offset(reference);
    for (let i = 0; i < this.#size; i++) this.#data[at + i] = source[start + i];
    return reference;
  }

  dropOldest(): void {
    this.#oldest = (this.#oldest + 1) % REFERENCES;
    this.#count -= 1;
  }

  offset(reference: number): number {
    return (reference & this.#mask) * this.#size;
  }

  /** How many older ones there are. */
  rank(reference: number): number {
    return (reference - this.#oldest + REFERENCES) % REFERENCES;
  }

  /** The observations of these references, [references, size]. */
  read(references: readonly number[]): Float32Array {
    const all = new Float32Array(references.length * this.#size);
    for (const [at, reference] of references.entries()) this.#copyOut(this.rank(reference), all, at * this.#size);
    return all;
  }

  clear(): void {
    this.#oldest = 0;
    this.#count = 0;
  }

  #grow(): void {
    const slots = 2 * (this.#mask + 1);
    const data = new Float32Array(slots * this.#size);
    for (let rank = 0; rank < this.#count; rank++) {
      const reference = (this.#oldest + rank) % REFERENCES;
      this.#copyOut(rank, data, (reference & (slots - 1)) * this.#size);
    }
    this.#data = data;
    this.#mask = slots - 1;
  }

  #copyOut(rank: number, target: Float32Array, to: number): void {
    const from = this.offset((this.#oldest + rank) % REFERENCES);
    for (let i = 0; i < this.#size; i++) target[to + i] = this.#data[from + i];
  }
}
