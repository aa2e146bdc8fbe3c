import { type Stream, Streams } from '@vem/framework';
import { QuestionFamily } from '../verdicts.js';
import { bimodal, DISTRIBUTIONS, type Distribution, moved, normal, sample } from './distributions.js';

/** How `compare --decide` is simulated: groups of seeds, up to so many groups. */
export interface Plan {
  readonly group: number;
  readonly looks: number;
}

/** How often verdicts on every pair of some methods were right and wrong. */
export interface DecisionRates {
  readonly methods: string;
  readonly repetitions: number;
  /** Part of the repetitions with a false verdict: a difference where there is none, or one of the wrong sign. */
  readonly familyError: number;
  /** Part of the true differences that were found; null where there are none. */
  readonly power: number | null;
  /** Seeds that each method took on average. */
  readonly seeds: number;
}

/** Comparisons of methods without any difference in mean. */
export const NULLS: readonly (readonly Distribution[])[] = [
  ...DISTRIBUTIONS.map((distribution) => [distribution, distribution, distribution]),
  // Equal means only: what a permutation test does not promise.
  [normal, moved(normal, 0, 3), bimodal],
];

/** Comparisons of which the last method is better by so many standard deviations. */
export const shifted = (distribution: Distribution, methods: number, shift: number): readonly Distribution[] =>
  Array.from({ length: methods }, (_, method) => (method === methods - 1 ? moved(distribution, shift) : distribution));

const pairsOf = (count: number): [number, number][] =>
  Array.from({ length: count }, (_, b) => Array.from({ length: b }, (_, a) => [a, b] as [number, number])).flat();

/** One comparison: groups are drawn for methods of open pairs until all are decided. */
function compareOnce(methods: readonly Distribution[], { group, looks }: Plan, stream: Stream) {
  const pairs = pairsOf(methods.length);
  const scores: number[][][] = methods.map(() => []);
  const family = new QuestionFamily(pairs.length, looks);
  let decisions = family.decisions();
  for (let look = 0; look < looks; look++) {
    const open = pairs.filter((_, pair) => decisions[pair].verdict === 'undecided');
    if (open.length === 0) break;
    const asked = new Set(open.flat());
    for (const method of asked) scores[method].push(sample(methods[method], group, stream));
    for (const [pair, [a, b]] of pairs.entries())
      if (decisions[pair].verdict === 'undecided')
        family.add(pair, [{ first: scores[a][look], second: scores[b][look] }]);
    decisions = family.decisions();
  }
  return { pairs, decisions, seeds: scores.map((groups) => group * groups.length) };
}

/** @param repetitions - synthetic comparisons */
export function measureDecisions(methods: readonly Distribution[], plan: Plan, repetitions: number): DecisionRates {
  const name = [...new Set(methods.map((method) => method.name))].join(' / ');
  const stream = new Streams(0).fresh(`decisions/${name}/${JSON.stringify(plan)}`);
  let [wrong, found, differences, seeds] = [0, 0, 0, 0];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const outcome = compareOnce(methods, plan, stream);
    let failed = false;
    for (const [index, [a, b]] of outcome.pairs.entries()) {
      const difference = methods[b].mean - methods[a].mean;
      const { verdict } = outcome.decisions[index];
      const right = difference > 0 ? 'better' : 'worse';
      if (difference !== 0) differences++;
      if (difference !== 0 && verdict === right) found++;
      else if (verdict === 'better' || verdict === 'worse') failed = true;
    }
    if (failed) wrong++;
    seeds += outcome.seeds.reduce((sum, count) => sum + count, 0) / methods.length;
  }
  return {
    methods: `${methods.length} × ${name}`,
    repetitions,
    familyError: wrong / repetitions,
    power: differences === 0 ? null : found / differences,
    seeds: seeds / repetitions,
  };
}
