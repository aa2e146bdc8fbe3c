import { environmentOf } from '../experiment/experimentConfig.js';
import type { Look } from '../statistics/permutationTest.js';
import { decide } from '../statistics/verdicts.js';
import type { Comparison } from '../store/comparison.js';
import { pairOf } from './pairs.js';
import type { Pair, ResultRow } from './results.js';
import { countedScores } from './rows.js';

/** How a comparison adds seeds. */
export type Sequential = NonNullable<Comparison['sequential']>;

/** Seeds of the comparison in groups, as they were added. */
function groupsOf({ runs }: Pick<Comparison, 'runs'>, size: number): number[][] {
  const seeds = [...new Set(runs.map(({ config }) => config.seed))];
  return Array.from({ length: Math.ceil(seeds.length / size) }, (_, k) => seeds.slice(k * size, (k + 1) * size));
}

/** The part of a row that some seeds make. */
const ofSeeds = ({ seeds, scores, failures }: ResultRow, group: readonly number[]): number[] =>
  countedScores({
    scores: scores.filter((_, i) => group.includes(seeds[i])),
    failures: failures.filter(({ seed }) => group.includes(seed)),
  });

/**
 * The asked pairs on every environment of a comparison that adds seeds in groups. All of them are one family, whose error is held over all
 * looks. Groups that were never asked for end a pair's looks.
 */
export function sequentialPairs(
  rows: readonly ResultRow[],
  { group, maxSeeds, pairs }: Sequential,
  comparison: Pick<Comparison, 'runs'>,
): Pair[] {
  const planned = Math.ceil(maxSeeds / group);
  const groups = groupsOf(comparison, group);
  const asked = new Set(
    comparison.runs.map(({ config }) => JSON.stringify([config.label, environmentOf(config), config.seed])),
  );
  const environments = [...new Set(rows.map(({ environment }) => environment))];
  const rowOf = (name: string, environment: string) =>
    rows.find((row) => row.name === name && row.environment === environment);
  const questions = environments.flatMap((environment) =>
    pairs.flatMap((names) => {
      const [a, b] = names.map((name) => rowOf(name, environment));
      if (a === undefined || b === undefined) return [];
      const looks: Look[] = groups
        .filter((seeds) => names.every((name) => asked.has(JSON.stringify([name, environment, seeds[0]]))))
        .map((seeds) => [{ first: ofSeeds(a, seeds), second: ofSeeds(b, seeds) }]);
      return [{ environment, names, looks, pairing: { first: countedScores(a), second: countedScores(b) } }];
    }),
  );
  const decisions = decide(
    questions.map(({ looks }) => looks),
    planned,
  );
  return questions.map(({ environment, names, pairing }, i) => {
    const both = pairing.first.length > 0 && pairing.second.length > 0;
    return pairOf(environment, names, both ? [pairing] : [], decisions[i]);
  });
}
