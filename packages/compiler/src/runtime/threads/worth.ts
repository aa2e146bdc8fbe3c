/** Parts of a batch that helpers must have won, or may lose, in units of the time that one part takes. */
const MOST_CREDIT = 32;
const FIRST_CREDIT = 8;
/** What a part costs that was offered and not begun. */
const OFFER = 0.25;

/** Runs that the calling thread does alone before helpers are tried again: twice as many each time, up to the longest. */
const SHORTEST_REST = 64;
const LONGEST_REST = 8192;

/**
 * Whether helper threads are worth it at present. On cores that others use they are not: a thread that lost its core in the
 * middle of its part keeps the others waiting for many times what the part takes. Then the calling thread does all parts
 * itself for some time, with the same results.
 */
export class Worth {
  #credit = FIRST_CREDIT;
  #rest = 0;
  #nextRest = SHORTEST_REST;

  /** Whether the next run is to be done alone; asked once per run. */
  resting(): boolean {
    if (this.#rest === 0) return false;
    this.#rest--;
    return true;
  }

  /**
   * What a run with helpers took.
   *
   * @param own - time of the calling thread's own part
   * @param waited - that it then waited for others
   * @param helped, unused - parts that helpers did, and that were offered but not begun
   */
  note(own: number, waited: number, helped: number, unused: number): void {
    const gain = helped - waited / Math.max(own, Number.EPSILON) - OFFER * unused;
    this.#credit = Math.min(this.#credit + gain, MOST_CREDIT);
    if (this.#credit === MOST_CREDIT) this.#nextRest = SHORTEST_REST;
    if (this.#credit >= 0) return;
    this.#rest = this.#nextRest;
    this.#nextRest = Math.min(2 * this.#nextRest, LONGEST_REST);
    this.#credit = FIRST_CREDIT;
  }
}
