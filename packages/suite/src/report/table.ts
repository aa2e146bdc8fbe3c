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

/** `−153.2 [−160.1, −148.0]`; one seed says nothing about the spread, so it has no interval. */
function scoreCell({ iqm, ci95, scores }: ResultRow): string {
  if (iqm === null || ci95 === null) return 'failed';
  return `${formatScore(iqm)} [${scores.length === 1 ? 'one seed' : ci95.map(formatScore).join(', ')}]`;
}

/** The cells of one row as text, in the order of `COLUMNS`. @param wallSeconds - of its finished runs */
export function tableCells(row: ResultRow, wallSeconds: readonly number[]): string[] {
  const { cell, solved, seeds, failures } = row;
  const total = seeds.length + failures.length;
  return [
    row.name,
    row.environment,
    `${cell.prior} / ${cell.model} / ${cell.posterior}`,
    scoreCell(row),
    row.mean === null ? NONE : formatScore(row.mean),
    failures.length === 0 ? String(total) : `${seeds.length} of ${total}`,
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
  return [...[...criteria].map(([environment, criterion]) => `${environment} is solved if: ${criterion}`), ...failures];
}

/** What neither ends the cell nor the row: a method may be called p(a|s). */
const cellText = (text: string): string => oneLine(text).replaceAll('|', '\\|');

/** The comparison as a table in Markdown, aligned so that it reads well as plain text too. */
export function markdownReport(results: Results): string {
  const wallSeconds = results.timings.rows.map((timing) => timing.wallSeconds);
  const rows = results.rows.map((row, i) => tableCells(row, wallSeconds[i]));
  const table = markdownTable([COLUMNS.map(({ title }) => title), ...rows.map((row) => row.map(cellText))], {
    align: COLUMNS.map(({ numeric }) => (numeric ? 'r' : 'l')),
    stringLength: (text) => [...text].length,
  });
  const notes = tableNotes(results).map((note) => `- ${oneLine(note)}`);
  return [table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}
