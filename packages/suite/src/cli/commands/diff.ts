import type { Registry } from '../../catalogue/registry.js';
import { knownPlugins, type PluginArguments } from '../../plugins/knownPlugins.js';
import { collect } from '../../report/collect.js';
import {
  type Difference,
  difference,
  FEW_SEEDS,
  type RowDifference,
  SEEDS_FOR_VERDICT,
  type Verdict,
} from '../../report/difference.js';
import { unknownRow } from '../../report/reportErrors.js';
import { type ResultRow, readResults } from '../../report/results.js';
import { exists } from '../../store/files.js';
import { columns } from '../columns.js';
import type { Answer } from '../commandLine.js';
import type { Terminal } from '../terminal.js';

/** Rows of a folder, or of a `results.json` that was kept. @throws VEM_RESULTS_NOT_FOUND, VEM_STORE_DAMAGED */
async function storedRows(place: string, known: Registry): Promise<readonly ResultRow[]> {
  return place.endsWith('.json') && (await exists(place))
    ? (await readResults(place)).rows
    : (await collect(place, known)).results.rows;
}

/**
 * Result rows of `FOLDER` or `results.json` or, of one method only, `FOLDER#row`.
 *
 * @throws VEM_RESULTS_NOT_FOUND, VEM_STORE_DAMAGED, VEM_ROW_UNKNOWN
 */
async function rowsAt(place: string, known: Registry): Promise<readonly ResultRow[]> {
  const mark = place.lastIndexOf('#');
  if (mark < 0 || (await exists(place))) return storedRows(place, known);
  const [folder, name] = [place.slice(0, mark), place.slice(mark + 1)];
  const rows = await storedRows(folder, known);
  const chosen = rows.filter((row) => row.name === name);
  if (chosen.length === 0) throw unknownRow(folder, name, [...new Set(rows.map((row) => row.name))]);
  return chosen;
}

const WORDS: Readonly<Record<Verdict, string>> = {
  identical: 'identical: scores, evaluations and parameters are the same to the last bit',
  better: 'B is better: the interval lies above 50 %',
  worse: 'A is better: the interval lies below 50 %',
  undecided: 'no difference shown: the interval contains 50 %',
  tooFewSeeds: `no verdict: it takes ${SEEDS_FOR_VERDICT} seeds a side`,
};

const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;
const chance = ({
  probabilityOfImprovement: p,
  ci95,
}: Pick<RowDifference, 'probabilityOfImprovement' | 'ci95'>): string =>
  `${percent(p)} [${ci95.map(percent).join(', ')}]`;

const optionText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** In what B's slots differ from A's, on one line each; rows that differ alike share a line. */
function slotLines(rows: Difference['rows']): string[] {
  const lines = new Map<string, string[]>();
  for (const { environment, first, second, slots } of rows) {
    const differences = Object.entries(slots).filter(([key]) => !key.startsWith('environment'));
    if (differences.length === 0) continue;
    const text = differences
      .map(([key, value]) => `${key}=${value === undefined ? 'unset' : optionText(value)}`)
      .join('  ');
    const name = first === second ? `${first} on ${environment}` : `${first} → ${second} on ${environment}`;
    lines.set(text, [...(lines.get(text) ?? []), name]);
  }
  return [...lines].map(([text, names]) => `  ${names.join('; ')}: ${text}`);
}

function text({ rows, overall }: Difference): string {
  const lines = rows.map((row) => [
    row.environment,
    row.first === row.second ? row.first : `${row.first} → ${row.second}`,
    row.identical ? '' : `P(B > A) = ${chance(row)}`,
    WORDS[row.verdict],
  ]);
  const few = rows.some(
    ({ identical, scores }) => !identical && Math.min(scores.first.length, scores.second.length) < FEW_SEEDS,
  );
  const differences = slotLines(rows);
  const unequal = rows.some(({ envSteps }) => envSteps.first !== envSteps.second);
  return [
    columns(lines, ''),
    '',
    ...(rows.length > 1
      ? [
          `Over all${overall.verdict === 'identical' ? '' : `, P(B > A) = ${chance(overall)}`}: ${WORDS[overall.verdict]}.`,
        ]
      : []),
    ...(differences.length > 0 ? ["In B's slots, other than in A's:", ...differences] : []),
    ...(unequal ? ['Caution: the two were not trained for the same number of environment steps.'] : []),
    ...(few
      ? [`Caution: with fewer than ${FEW_SEEDS} seeds a side, bootstrap intervals are narrower than they ought to be.`]
      : []),
  ]
    .join('\n')
    .trimEnd();
}

/** `vem diff`: is B better than A? @throws VEM_DIFF_NOTHING_SHARED */
export async function diff(a: string, b: string, given: PluginArguments, { stderr }: Terminal): Promise<Answer> {
  const known = await knownPlugins(given, stderr);
  const found = difference(await rowsAt(a, known), await rowsAt(b, known));
  return { text: text(found), json: { a, b, ...found, words: WORDS[found.overall.verdict] } };
}
