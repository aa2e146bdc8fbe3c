import { formatCount } from './format.js';
import { isBest } from './order.js';
import { budgetNotes, skippedNotes } from './overview.js';
import { bestReference } from './references.js';
import type { ResultRow, Results } from './results.js';

/** What runs that may still get a result are called. */
export const PENDING: Readonly<Record<ResultRow['pending'][number]['state'], string>> = {
  notStarted: 'not started',
  unfinished: 'not finished',
  stopped: 'stopped early',
};

function tuningNote({ tuned }: Results): string[] {
  if (tuned === null) return [];
  const budget =
    typeof tuned.budget === 'number'
      ? `${formatCount(tuned.budget)} runs for each method`
      : Object.entries(tuned.budget)
          .map(([name, runs]) => `${name} ${formatCount(runs)} runs`)
          .join(', ');
  return [`Settings were tuned with seeds ${tuned.seeds.join(', ')}, of which no score is reported; budget: ${budget}`];
}

const referenceNotes = (rows: readonly ResultRow[]): string[] =>
  rows.flatMap((row) => {
    const reference = bestReference(row);
    if (reference === undefined) return [];
    const { name, environment } = row;
    const { spread, version, seeds, protocol, source, differs } = reference;
    const kind = spread === undefined ? '' : `, ± over ${spread.of}`;
    const stars = differs.length === 0 ? '' : ` (* ${differs.join('; ')})`;
    return [
      `Published for ${name} on ${environment}: ${version}, ${seeds} ${seeds === 1 ? 'run' : 'runs'}${kind}, ${protocol}; ${source.title}, ${source.url}${stars}`,
    ];
  });

const failureNotes = ({ name, environment, failures }: ResultRow): string[] =>
  failures.map(
    ({ seed, code, message }) => `${name} on ${environment}, seed ${seed} has no result: ${message} (${code})`,
  );

const pendingNotes = ({ name, environment, pending }: ResultRow): string[] =>
  Object.entries(PENDING).flatMap(([state, words]) => {
    const seeds = pending.filter((run) => run.state === state).map(({ seed }) => seed);
    return seeds.length === 0
      ? []
      : [`${name} on ${environment}, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}: ${words}`];
  });

/** What a reader must know of the rows: what is marked, criteria of `solved`, tuning, sources, and runs without a result. */
export function tableNotes(results: Results): string[] {
  const { rows } = results;
  const criteria = new Map(
    rows.flatMap(({ environment, solved }) => (solved ? [[environment, solved.criterion]] : [])),
  );
  return [
    ...(rows.some((row) => isBest(row, rows)) ? ['bold: the highest score on its environment'] : []),
    ...[...criteria].map(([environment, criterion]) => `${environment} is solved if: ${criterion}`),
    ...budgetNotes(results),
    ...skippedNotes(results),
    ...tuningNote(results),
    ...referenceNotes(rows),
    ...rows.flatMap(failureNotes),
    ...rows.flatMap(pendingNotes),
  ];
}
