import { Streams } from '@vem/framework';

/** Ways to deal the runs of two methods on one task, in one group of seeds, to the two anew. */
export interface Splits {
  /** [ways × first] which of the runs, those of the first method counted before those of the second, go to the first. */
  readonly chosen: Uint16Array;
  readonly ways: number;
  /** Runs of the first method. */
  readonly first: number;
}

/** Splits of as many runs as that are all gone through; of more, some are drawn. */
const MOST_ENUMERATED = 5000;

function choices(count: number, chosen: number): number {
  let ways = 1;
  for (let i = 1; i <= chosen; i++) ways = (ways * (count - chosen + i)) / i;
  return Math.round(ways);
}

/** The next choice in lexicographic order, in place. */
function advance(choice: number[], count: number): void {
  let at = choice.length - 1;
  while (choice[at] === count - choice.length + at) at--;
  choice[at]++;
  for (let i = at + 1; i < choice.length; i++) choice[i] = choice[i - 1] + 1;
}

/** Whether the splits are few enough to be gone through one by one. */
export const enumerable = (first: number, second: number): boolean => choices(first + second, first) <= MOST_ENUMERATED;

/** Every split, each as often as the others, the one that was observed first. `ways` is rounded up to a multiple of their number. */
export function allSplits(first: number, second: number, ways: number): Splits {
  const different = choices(first + second, first);
  const repeats = Math.ceil(ways / different);
  const chosen = new Uint16Array(different * repeats * first);
  const choice = Array.from({ length: first }, (_, i) => i);
  for (let way = 0; way < different; way++) {
    for (let repeat = 0; repeat < repeats; repeat++) chosen.set(choice, (repeat * different + way) * first);
    if (way < different - 1) advance(choice, first + second);
  }
  return { chosen, ways: different * repeats, first };
}

/** The same scores get the same verdict in every report. */
const DEALER = new Streams(0);
/** Splits that were drawn, by what they were drawn for; comparisons have few different ones. */
const drawn = new Map<string, Splits>();
const MOST_KEPT = 64;

/**
 * Splits drawn at random, the one that was observed first.
 *
 * @param index - of the pairing; for each, others are drawn
 */
export function randomSplits(first: number, second: number, ways: number, index: number): Splits {
  const purpose = `splits/${index}/${first}/${second}/${ways}`;
  const known = drawn.get(purpose);
  if (known !== undefined) return known;
  const stream = DEALER.fresh(purpose);
  const chosen = new Uint16Array(ways * first);
  const deck = Uint16Array.from({ length: first + second }, (_, i) => i);
  for (let i = 0; i < first; i++) chosen[i] = i;
  for (let way = 1; way < ways; way++) {
    for (let i = 0; i < first; i++) {
      const other = i + stream.integer(deck.length - i);
      [deck[i], deck[other]] = [deck[other], deck[i]];
      chosen[way * first + i] = deck[i];
    }
  }
  if (drawn.size >= MOST_KEPT) drawn.clear();
  const splits = { chosen, ways, first };
  drawn.set(purpose, splits);
  return splits;
}
