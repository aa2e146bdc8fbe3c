import type { Pairing } from './improvement.js';
import { allSplits, enumerable, randomSplits, type Splits } from './splits.js';

/** Ways to deal the runs that a test looks at. */
const WAYS = 10_000;
/** Sums of the same scores in another order differ by rounding; distances so close, next to the greatest score, count as equal. */
const ROUNDING = 1e-11;

/** Scores that came together: one group of seeds, on one task or on several. */
export type Look = readonly Pairing[];

/** How far a test at one level has come. */
interface Progress {
  /** The look to go on with. */
  next: number;
  /** Ways that no look before that one has stopped. */
  open: Uint32Array;
  rejectedAt: number | undefined;
}

/**
 * How far apart the means of two methods would be if their runs were dealt to them anew: a permutation distribution for each look,
 * of all runs that were there by then. Runs change sides only within their pairing, so nothing is assumed of the scores but that
 * methods which do not differ could have had each other's.
 *
 * @see Mathieu, Della Vecchia, Shilova, Centa Medeiros, Kohler, Maillard & Preux 2023, AdaStop, arXiv:2306.10882, §3
 */
export class PermutationTest {
  readonly #planned: number;
  /** [looks][ways] |sum over pairings of mean of first − mean of second|; way 0 is what was observed. */
  readonly #distances: Float64Array[] = [];
  /** [looks] of what was observed, positive where the second has the higher means. */
  readonly #differences: number[] = [];
  readonly #progress = new Map<number, Progress>();
  #sums = new Float64Array();
  #pairings = 0;
  #rounding = 0;

  /** @param planned - looks there may be in the end */
  constructor(planned: number) {
    this.#planned = planned;
  }

  add(look: Look): void {
    for (const pairing of look.filter(({ first, second }) => first.length > 0 && second.length > 0)) {
      const splits = this.#splits(pairing);
      if (this.#pairings++ === 0) this.#sums = new Float64Array(splits.ways);
      const scores = finite(pairing);
      addDifferences(this.#sums, scores, splits);
      const greatest = Math.max(...scores.first.map(Math.abs), ...scores.second.map(Math.abs));
      this.#rounding = Math.max(this.#rounding, ROUNDING * greatest);
    }
    this.#distances.push(this.#sums.map(Math.abs));
    this.#differences.push(this.#pairings === 0 ? 0 : -this.#sums[0]);
  }

  /** The first pairing is gone through in every way, where that can be done; to each of these come ways for the others by chance. */
  #splits({ first, second }: Pairing): Splits {
    const [n, m] = [first.length, second.length];
    if (this.#pairings === 0 && enumerable(n, m)) return allSplits(n, m, WAYS);
    return randomSplits(n, m, this.#sums.length || WAYS, this.#pairings);
  }

  /** By how much the second was ahead at a look, summed over the pairings until then. */
  difference(look: number): number {
    return this.#differences[look];
  }

  /**
   * The first look at which the observed distance is too great to be chance; undefined if there is none so far. Of the error that is allowed
   * in all, the k-th of K looks may have used k / K: what it adds goes to the most distant of the ways that no earlier look has
   * stopped.
   *
   * @param level - error allowed over all looks, 0 … 1
   * @see Lan & DeMets 1983, Discrete sequential boundaries for clinical trials, Biometrika 70:659, for spending by time
   */
  rejectedAt(level: number): number | undefined {
    const progress = this.#progress.get(level) ?? { next: 0, open: new Uint32Array(), rejectedAt: undefined };
    this.#progress.set(level, progress);
    for (; progress.next < this.#distances.length && progress.rejectedAt === undefined; progress.next++)
      if (this.#distances[progress.next].length > 0) this.#look(progress, level);
    return progress.rejectedAt;
  }

  #look(progress: Progress, level: number): void {
    const { next: look, open } = progress;
    const ways = this.#sums.length;
    progress.open =
      open.length === 0 ? Uint32Array.from({ length: ways }, (_, way) => way) : this.#unstopped(open, look - 1, level);
    const distances = this.#distances[look];
    const enough = distances[0] - this.#rounding;
    let count = 0;
    for (const way of progress.open) if (distances[way] >= enough) count++;
    if (enough > 0 && count <= this.#allowed(progress.open, look, level)) progress.rejectedAt = look;
  }

  /** How many of the open ways a look may stop. */
  #allowed(open: Uint32Array, look: number, level: number): number {
    const ways = this.#sums.length;
    return Math.floor((level * ways * (look + 1)) / this.#planned) - (ways - open.length);
  }

  /** The ways that a look leaves. */
  #unstopped(open: Uint32Array, look: number, level: number): Uint32Array {
    const distances = this.#distances[look];
    const bound = boundFor(this.#allowed(open, look, level), open, distances) + this.#rounding;
    return open.filter((way) => distances[way] <= bound);
  }
}

/** The distance that no more than so many of the open ways exceed. */
function boundFor(allowed: number, open: Uint32Array, distances: Float64Array): number {
  if (allowed <= 0) return Number.POSITIVE_INFINITY;
  const sorted = Float64Array.from(open, (way) => distances[way]).sort();
  return sorted[sorted.length - 1 - allowed] ?? 0;
}

/** Runs that diverged count as the worst score of the pairing, whoever's it is. */
function finite({ first, second }: Pairing): Pairing {
  const scores = [...first, ...second].filter(Number.isFinite);
  const worst = scores.length === 0 ? 0 : Math.min(...scores);
  const score = (value: number) => (Number.isFinite(value) ? value : worst);
  return { first: first.map(score), second: second.map(score) };
}

/** Adds to each way the mean of what it gives to the first less the mean of the rest. */
function addDifferences(sums: Float64Array, { first, second }: Pairing, { chosen, ways, first: n }: Splits): void {
  const scores = Float64Array.from([...first, ...second]);
  const total = scores.reduce((sum, score) => sum + score, 0);
  const m = second.length;
  for (let way = 0; way < ways; way++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += scores[chosen[way * n + i]];
    sums[way] += sum / n - (total - sum) / m;
  }
}
