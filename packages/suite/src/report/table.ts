import { markdownTable } from 'markdown-table';
import { mean } from 'simple-statistics';
import { formatCount, formatScore, formatSeconds } from './format.js';
import type { ResultRow, Results } from './results.js';
import { oneLine } from './visible.js';

/** Column titles, and which are numbers. */
export const COLUMNS = [
  { title: 'method', numeric: false },
  { title: 'environment', numeric: false },
  { title: 'prior / model / posterior', numeric: false },
  { title: 'IQM return [95 % CI]', numeric: true },
  { title: 'mean', numeric: true },
  { title: 'seeds', numeric: true },
  { title: 'env steps', numeric: true },
  { title: 'solved', numeric: true },
  { title: 'time per run', numeric: true },
] as const;

const NONE = '–';
/** The column that the best is marked in. */
export const SCORE = 3;

const STATES: Readonly<Record<ResultRow['status'], string>> = {
  complete: NONE,
  partial: NONE,
  failed: 'failed',
  unfinished: 'not finished',
  notStarted: 'not started',
};
const PENDING: Readonly<Record<ResultRow['pending'][number]['state'], string>> = {
  notStarted: 'not started',
  unfinished: 'not finished',
  stopped: 'stopped early',
};

/** `−153.2 [−160.1, −148.0]`; one seed says nothing about the spread, so it has no interval. */
function scoreCell({ iqm, ci95, scores, status }: ResultRow): string {
  if (iqm === null || ci95 === null) return STATES[status];
  return `${formatScore(iqm)} [${scores.length === 1 ? 'one seed' : ci95.map(formatScore).join(', ')}]`;
}

/** Rows for reading: environments as they come, in each the best first, rows without a score last. */
export function sortedRows(rows: readonly ResultRow[]): { readonly row: ResultRow; readonly index: number }[] {
  const environments = [...new Set(rows.map(({ environment }) => environment))];
  const score = ({ iqm }: ResultRow) => iqm ?? Number.NEGATIVE_INFINITY;
  const indexed = rows.map((row, index) => ({ row, index }));
  return environments.flatMap((name) =>
    indexed
      .filter(({ row }) => row.environment === name)
      .sort((a, b) => (score(b.row) === score(a.row) ? a.index - b.index : score(b.row) - score(a.row))),
  );
}

/** Whether a row has the highest score of several on its environment; all have it that share it. */
export function isBest(row: ResultRow, rows: readonly ResultRow[]): boolean {
  const rivals = rows.filter(({ environment, iqm }) => environment === row.environment && iqm !== null);
  return row.iqm !== null && rivals.length > 1 && rivals.every(({ iqm }) => iqm! <= row.iqm!);
}

/** The cells of one row as text, in the order of `COLUMNS`. @param wallSeconds - of its finished runs */
export function tableCells(row: ResultRow, wallSeconds: readonly number[]): string[] {
  const { cell, solved, seeds, failures, pending } = row;
  const total = seeds.length + failures.length + pending.length;
  return [
    row.name,
    row.environment,
    `${cell.prior} / ${cell.model} / ${cell.posterior}`,
    scoreCell(row),
    row.mean === null ? NONE : formatScore(row.mean),
    seeds.length === total ? String(total) : `${seeds.length} of ${total}`,
    formatCount(row.envSteps),
    solved === undefined ? NONE : `${solved.passed} of ${solved.of}`,
    wallSeconds.length === 0 ? NONE : formatSeconds(mean([...wallSeconds])),
  ];
}

/** What a reader must know of the rows: criteria of `solved`, and runs without a result. */
export function tableNotes({ rows }: Results): string[] {
  const criteria = new Map(
    rows.flatMap(({ environment, solved }) => (solved ? [[environment, solved.criterion]] : [])),
  );
  const failures = rows.flatMap(({ name, environment, failures }) =>
    failures.map(
      ({ seed, code, message }) => `${name} on ${environment}, seed ${seed} has no result: ${message} (${code})`,
    ),
  );
  const waiting = rows.flatMap(({ name, environment, pending }) =>
    Object.entries(PENDING).flatMap(([state, words]) => {
      const seeds = pending.filter((run) => run.state === state).map(({ seed }) => seed);
      return seeds.length === 0
        ? []
        : [`${name} on ${environment}, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}: ${words}`];
    }),
  );
  const best = rows.some((row) => isBest(row, rows)) ? ['bold: the highest score on its environment'] : [];
  const solved = [...criteria].map(([environment, criterion]) => `${environment} is solved if: ${criterion}`);
  return [...best, ...solved, ...failures, ...waiting];
}

/** What neither ends the cell nor the row: a method may be called p(a|s). */
const cellText = (text: string): string => oneLine(text).replaceAll('|', '\\|');

/** The comparison as a table in Markdown, aligned so that it reads well as plain text too. */
export function markdownReport(results: Results): string {
  const wallSeconds = results.timings.rows.map((timing) => timing.wallSeconds);
  const rows = sortedRows(results.rows).map(({ row, index }) => {
    const cells = tableCells(row, wallSeconds[index]).map(cellText);
    return isBest(row, results.rows) ? cells.map((cell, c) => (c === SCORE ? `**${cell}**` : cell)) : cells;
  });
  const table = markdownTable([COLUMNS.map(({ title }) => title), ...rows], {
    align: COLUMNS.map(({ numeric }) => (numeric ? 'r' : 'l')),
    stringLength: (text) => [...text].length,
  });
  const notes = tableNotes(results).map((note) => `- ${oneLine(note)}`);
  return [table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}
