import { formatPercent, formatScore } from './format.js';
import { overviewOf } from './overview.js';
import type { Pair, Results } from './results.js';

/** A table as text: titles, then lines; the first columns are texts, the others numbers. */
export interface TextTable {
  readonly titles: readonly string[];
  readonly texts: number;
  readonly lines: readonly (readonly string[])[];
}

/** More pairs than that are for the report's matrices. */
const MOST_PAIRS = 30;

const WORDS: Readonly<Record<Pair['verdict'], (first: string, second: string) => string>> = {
  better: (_, second) => `${second} is better`,
  worse: (first) => `${first} is better`,
  undecided: () => 'undecided',
  tied: () => 'tied',
};

/** What is said of every two methods; nothing where there are none, or too many to list. */
export function verdictTable({ pairs }: Results): TextTable[] {
  if (pairs.length === 0 || pairs.length > MOST_PAIRS) return [];
  const lines = pairs.map(({ environment, first, second, probabilityOfImprovement: p, ci95, verdict }) => [
    environment ?? 'over environments',
    `${first} → ${second}`,
    WORDS[verdict](first, second),
    p === null || ci95 === null ? '–' : `${formatPercent(p)} [${ci95.map(formatPercent).join(', ')}]`,
  ]);
  return [{ titles: ['environment', 'A → B', 'verdict', 'P(B > A) [95 %]'], texts: 3, lines }];
}

/** Methods × environments, where there are several of both. */
export function overviewTable(results: Results): TextTable[] {
  const overview = overviewOf(results);
  if (overview === undefined) return [];
  const { environments, methods } = overview;
  return [
    {
      titles: ['method', ...environments],
      texts: 1,
      lines: methods.map(({ name, cells }) => [name, ...cells.map(({ text }) => text)]),
    },
  ];
}

/** Methods over environments, in normalised scores. */
export function pooledTable({ pooled }: Results): TextTable[] {
  if (pooled === null) return [];
  const text = (value: number, interval: readonly [number, number] | null) =>
    `${formatScore(value)} [${interval?.map(formatScore).join(', ') ?? 'no interval'}]`;
  const lines = pooled.rows.map((row) => [
    row.name,
    text(row.iqm, row.iqmCi95),
    text(row.mean, row.meanCi95),
    text(row.optimalityGap, row.optimalityGapCi95),
    String(row.runs),
  ]);
  const titles = [
    `over ${pooled.environments.length} environments`,
    'IQM [95 %]',
    'mean [95 %]',
    'optimality gap [95 %]',
    'runs',
  ];
  return [{ titles, texts: 1, lines }];
}
