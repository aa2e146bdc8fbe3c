import { collect } from '../../report/collect.js';
import { type Difference, difference, FEW_SEEDS, type RowDifference, type Verdict } from '../../report/difference.js';
import { unknownRow } from '../../report/reportErrors.js';
import type { ResultRow } from '../../report/results.js';
import { exists } from '../../store/files.js';
import { columns } from '../columns.js';
import type { Answer } from '../commandLine.js';

/** Result rows of `FOLDER` or, of one method only, `FOLDER#row`. @throws VEM_RESULTS_NOT_FOUND, VEM_ROW_UNKNOWN */
async function rowsAt(place: string): Promise<readonly ResultRow[]> {
  const mark = place.lastIndexOf('#');
  if (mark < 0 || (await exists(place))) return (await collect(place)).results.rows;
  const [folder, name] = [place.slice(0, mark), place.slice(mark + 1)];
  const { rows } = (await collect(folder)).results;
  const chosen = rows.filter((row) => row.name === name);
  if (chosen.length === 0) throw unknownRow(folder, name, [...new Set(rows.map((row) => row.name))]);
  return chosen;
}

const WORDS: Readonly<Record<Verdict, string>> = {
  identical: 'identical: scores, evaluations and parameters are the same to the last bit',
  better: 'B is better',
  worse: 'A is better',
  undecided: 'undecided: the difference may be chance',
  tied: 'tied: all scores are the same',
};

const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;
const chance = ({
  probabilityOfImprovement: p,
  ci95,
}: Pick<RowDifference, 'probabilityOfImprovement' | 'ci95'>): string =>
  `${percent(p)} [${ci95.map(percent).join(', ')}]`;

function text({ rows, overall }: Difference): string {
  const lines = rows.map((row) => [
    row.environment,
    row.first === row.second ? row.first : `${row.first} → ${row.second}`,
    row.identical || row.verdict === 'tied' ? '' : `P(B > A) = ${chance(row)}`,
    WORDS[row.verdict],
  ]);
  const few = rows.some(
    ({ identical, scores }) => !identical && Math.min(scores.first.length, scores.second.length) < FEW_SEEDS,
  );
  const unequal = rows.some(({ envSteps }) => envSteps.first !== envSteps.second);
  return [
    columns(lines, ''),
    '',
    ...(rows.length > 1
      ? [
          `Over all${overall.verdict === 'identical' ? '' : `, P(B > A) = ${chance(overall)}`}: ${WORDS[overall.verdict]}.`,
        ]
      : []),
    ...(unequal ? ['Caution: the two were not trained for the same number of environment steps.'] : []),
    ...(few ? [`Caution: with fewer than ${FEW_SEEDS} seeds a side no difference can be told from chance.`] : []),
  ]
    .join('\n')
    .trimEnd();
}

/** `vem diff`: is B better than A? @throws VEM_DIFF_NOTHING_SHARED */
export async function diff(a: string, b: string): Promise<Answer> {
  const found = difference(await rowsAt(a), await rowsAt(b));
  return { text: text(found), json: { a, b, ...found, words: WORDS[found.overall.verdict] } };
}
