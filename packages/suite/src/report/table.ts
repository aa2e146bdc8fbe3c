import { markdownTable } from 'markdown-table';
import { mean } from 'simple-statistics';
import { formatBytes, formatCount, formatScore, formatSeconds } from './format.js';
import { PENDING, tableNotes } from './notes.js';
import { isBest, manySeeds, sortedRows } from './order.js';
import { bestReference } from './references.js';
import type { ResultRow, Results } from './results.js';
import { overviewTable, pooledTable, type TextTable, verdictTable } from './summaryTables.js';
import { oneLine } from './visible.js';

type Timing = Results['timings']['rows'][number];

/** One column of a table: what it says of a row. */
export interface Column {
  readonly title: string;
  readonly numeric: boolean;
  readonly text: (row: ResultRow, timing: Timing) => string;
  /** Whether the cell tells of runs without a result, and is to be seen at once. */
  readonly marked?: (row: ResultRow) => boolean;
  /** Rows are sorted by this, and the best is in bold. */
  readonly headline?: true;
}

const NONE = '–';

const STATES: Readonly<Record<ResultRow['status'], string>> = {
  complete: NONE,
  partial: NONE,
  failed: 'failed',
  unfinished: 'not finished',
  notStarted: 'not started',
};

const textColumn = (title: string, text: Column['text']): Column => ({ title, numeric: false, text });
const numberColumn = (title: string, text: Column['text']): Column => ({ title, numeric: true, text });

const methodColumns: readonly Column[] = [
  textColumn('method', ({ name }) => name),
  textColumn('environment', ({ environment }) => environment),
];

const allAlike = (scores: readonly number[]): boolean => scores.every((score) => score === scores[0]);

/** `−153.2 [−160.1, −148.0]`; where nothing is known of the spread, why. */
function withInterval(
  estimate: number | null,
  interval: readonly [number, number] | null,
  { scores, status }: ResultRow,
): string {
  if (estimate === null) return STATES[status];
  const range =
    scores.length === 1
      ? 'one seed'
      : allAlike(scores)
        ? 'all alike'
        : interval === null
          ? 'no interval'
          : interval.map(formatScore).join(', ');
  return `${formatScore(estimate)} [${range}]`;
}

/** Every score, and what runs came to that failed: `−153.2, −148.0, diverged`. */
const eachSeed = ({ scores, failures }: ResultRow): string =>
  [...scores.map(formatScore), ...failures.map(({ diverged }) => (diverged ? 'diverged' : 'failed'))].join(', ') ||
  NONE;

/** Below ten seeds means with Student's interval and every score; from ten on interquartile means with bootstrap intervals. */
function estimateColumns(rows: readonly ResultRow[]): Column[] {
  const headline = (title: string, text: Column['text']): Column => ({ ...numberColumn(title, text), headline: true });
  if (manySeeds(rows))
    return [
      headline('IQM return [95 % bootstrap]', (row) => withInterval(row.iqm, row.ci95, row)),
      numberColumn('mean [95 % t-interval]', (row) => withInterval(row.mean, row.meanCi95, row)),
    ];
  return [
    headline('mean return [95 % t-interval]', (row) => withInterval(row.mean, row.meanCi95, row)),
    textColumn('each seed', eachSeed),
  ];
}

/** `6,156 ± 738 (10) *`: a star where version or protocol are other than ours. */
function referenceText(row: ResultRow): string {
  const reference = bestReference(row);
  if (reference === undefined) return NONE;
  const spread = reference.spread ? ` ± ${formatScore(reference.spread.value)}` : '';
  return `${formatScore(reference.score)}${spread} (${reference.seeds})${reference.differs.length > 0 ? ' *' : ''}`;
}

/** `5`, or `2 of 5: 1 diverged, 2 not started`. */
function seedsText({ seeds, failures, pending }: ResultRow): string {
  const total = seeds.length + failures.length + pending.length;
  if (seeds.length === total) return String(total);
  const words = [
    ...failures.map(({ diverged }) => (diverged ? 'diverged' : 'failed')).sort(),
    ...Object.entries(PENDING).flatMap(([state, word]) => pending.flatMap((run) => (run.state === state ? word : []))),
  ];
  const kinds = [...new Set(words)].map((word) => `${words.filter((other) => other === word).length} ${word}`);
  return `${seeds.length} of ${total}: ${kinds.join(', ')}`;
}

/** Columns only where a row has something in them. */
const present = (columns: readonly [Column, boolean][]): Column[] =>
  columns.flatMap(([column, shown]) => (shown ? [column] : []));

/** What was reached. */
export const scoreColumns = (rows: readonly ResultRow[]): readonly Column[] => [
  ...methodColumns,
  textColumn(
    'prior / model / posterior',
    ({ cell: { prior, model, posterior } }) => `${prior} / ${model} / ${posterior}`,
  ),
  ...estimateColumns(rows),
  {
    ...numberColumn('seeds', seedsText),
    marked: ({ failures, pending }) => failures.length + pending.length > 0,
  },
  ...present([
    [
      numberColumn('normalised', ({ normalised }) => (normalised?.length ? formatScore(mean(normalised)) : NONE)),
      rows.some(({ normalised }) => normalised !== null),
    ],
    [
      numberColumn('solved', ({ solved }) => (solved === undefined ? NONE : `${solved.passed} of ${solved.of}`)),
      rows.some(({ solved }) => solved !== undefined),
    ],
    [numberColumn('published (seeds)', referenceText), rows.some(({ references }) => references.length > 0)],
  ]),
  numberColumn('options changed', ({ overrides }) =>
    overrides === null ? 'unknown' : String(Object.keys(overrides).length),
  ),
];

const average = (values: readonly number[], format: (value: number) => string): string =>
  values.length === 0 ? NONE : format(mean([...values]));

/** What it took, as means over the runs that finished. */
export const costColumns: readonly Column[] = [
  ...methodColumns,
  numberColumn('env steps', ({ envSteps }) => formatCount(envSteps)),
  numberColumn('updates', ({ updates }) => average(updates, formatCount)),
  numberColumn('time per run', (_, { wallSeconds }) => average(wallSeconds, formatSeconds)),
  numberColumn('env steps/s', (_, { envStepsPerSecond }) => average(envStepsPerSecond, formatCount)),
  numberColumn('peak memory', (_, { peakMemoryBytes }) => average(peakMemoryBytes, formatBytes)),
];

/** What neither ends the cell nor the row: a method may be called p(a|s). */
const cellText = (text: string): string => oneLine(text).replaceAll('|', '\\|');

/** One cell of a table. */
export interface Cell {
  readonly text: string;
  /** In bold: the best of its environment. */
  readonly best: boolean;
}

/** One line of a table. */
export interface Line {
  readonly row: ResultRow;
  /** Of the row among the results' rows. */
  readonly index: number;
  readonly cells: readonly Cell[];
}

/** The table's lines, in the order in which they are read. */
export const linesOf = (columns: readonly Column[], { rows, timings }: Results): Line[] =>
  sortedRows(rows).map(({ row, index }) => {
    const best = isBest(row, rows);
    const cells = columns.map(({ text, headline = false }) => ({
      text: text(row, timings.rows[index]),
      best: best && headline,
    }));
    return { row, index, cells };
  });

const inMarkdown = ({ titles, texts, lines }: TextTable): string =>
  markdownTable(
    [titles, ...lines].map((line) => line.map(cellText)),
    {
      align: titles.map((_, column) => (column < texts ? 'l' : 'r')),
      stringLength: (text) => [...text].length,
    },
  );

function markdown(columns: readonly Column[], results: Results): string {
  const lines = linesOf(columns, results).map(({ cells }) =>
    cells.map(({ text, best }) => (best ? `**${cellText(text)}**` : cellText(text))),
  );
  return markdownTable([columns.map(({ title }) => title), ...lines], {
    align: columns.map(({ numeric }) => (numeric ? 'r' : 'l')),
    stringLength: (text) => [...text].length,
  });
}

/** A table of so many rows is seen on one look. */
const FEW_ROWS = 12;

/** The comparison in Markdown, aligned so that it reads well as plain text too: scores, costs, what is pooled, and verdicts. */
export function markdownReport(results: Results): string {
  const tables = [
    // Of few rows the table itself is the overview.
    ...(results.rows.length > FEW_ROWS ? overviewTable(results).map(inMarkdown) : []),
    markdown(scoreColumns(results.rows), results),
    markdown(costColumns, results),
    ...[...pooledTable(results), ...verdictTable(results)].map(inMarkdown),
  ];
  const notes = tableNotes(results).map((note) => `- ${oneLine(note)}`);
  return [...tables, ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n');
}
