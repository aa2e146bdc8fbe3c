import { markdownTable } from 'markdown-table';
import { mean } from 'simple-statistics';
import { formatBytes, formatCount, formatScore, formatSeconds } from './format.js';
import type { ResultRow, Results } from './results.js';
import { SEEDS_FOR_IQM } from './rows.js';
import { pooledTable, type TextTable, verdictTable } from './summaryTables.js';

type Timing = Results['timings']['rows'][number];

/** One column of a table: what it says of a row. */
export interface Column {
  readonly title: string;
  readonly numeric: boolean;
  readonly text: (row: ResultRow, timing: Timing) => string;
  /** Whether the cell tells of runs without a result, and is to be seen at once. */
  readonly marked?: (row: ResultRow) => boolean;
}

const NONE = '–';

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
  { scores }: ResultRow,
): string {
  if (estimate === null) return 'failed';
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

/** Runs without a score by what became of them: `diverged, failed`. */
const failureWords = ({ failures }: ResultRow): string[] =>
  failures.map(({ diverged }) => (diverged ? 'diverged' : 'failed'));

/** Whether all rows have enough seeds for interquartile means with intervals. */
const manySeeds = (rows: readonly ResultRow[]): boolean => rows.every(({ scores }) => scores.length >= SEEDS_FOR_IQM);

/** Below ten seeds means with Student's interval and every score; from ten on interquartile means with bootstrap intervals. */
function estimateColumns(rows: readonly ResultRow[]): Column[] {
  if (manySeeds(rows))
    return [
      numberColumn('IQM return [95 % bootstrap]', (row) => withInterval(row.iqm, row.ci95, row)),
      numberColumn('mean [95 % t-interval]', (row) => withInterval(row.mean, row.meanCi95, row)),
    ];
  return [
    numberColumn('mean return [95 % t-interval]', (row) => withInterval(row.mean, row.meanCi95, row)),
    textColumn('each seed', (row) => [...row.scores.map(formatScore), ...failureWords(row)].join(', ')),
  ];
}

/** Of several references the one by the most seeds. */
const bestReference = ({ references }: ResultRow) => references.toSorted((a, b) => b.seeds - a.seeds)[0];

/** `6,156 ± 738 (10) *`: a star where version or protocol are other than ours. */
function referenceText(row: ResultRow): string {
  const reference = bestReference(row);
  if (reference === undefined) return NONE;
  const spread = reference.spread ? ` ± ${formatScore(reference.spread.value)}` : '';
  return `${formatScore(reference.score)}${spread} (${reference.seeds})${reference.differs.length > 0 ? ' *' : ''}`;
}

function seedsText({ seeds, failures }: ResultRow): string {
  const total = seeds.length + failures.length;
  if (failures.length === 0) return String(total);
  const diverged = failures.filter((failure) => failure.diverged).length;
  const failed = failures.length - diverged;
  const kinds = [diverged > 0 ? `${diverged} diverged` : '', failed > 0 ? `${failed} failed` : ''];
  return `${seeds.length} of ${total}: ${kinds.filter((kind) => kind !== '').join(', ')}`;
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
  { ...numberColumn('seeds', seedsText), marked: ({ failures }) => failures.length > 0 },
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
  numberColumn('options changed', ({ overrides }) => String(Object.keys(overrides).length)),
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

/** Table cells as text. */
export const cellsOf = (columns: readonly Column[], { rows, timings }: Results): string[][] =>
  rows.map((row, i) => columns.map(({ text }) => text(row, timings.rows[i])));

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

/** What a reader must know of the rows: criteria of `solved`, tuning, sources, and runs without a result. */
export function tableNotes(results: Results): string[] {
  const { rows } = results;
  const criteria = new Map(
    rows.flatMap(({ environment, solved }) => (solved ? [[environment, solved.criterion]] : [])),
  );
  const failures = rows.flatMap(({ name, environment, failures }) =>
    failures.map(
      ({ seed, code, message }) => `${name} on ${environment}, seed ${seed} has no result: ${message} (${code})`,
    ),
  );
  return [
    ...[...criteria].map(([environment, criterion]) => `${environment} is solved if: ${criterion}`),
    ...tuningNote(results),
    ...referenceNotes(rows),
    ...failures,
  ];
}

const inMarkdown = ({ titles, texts, lines }: TextTable): string =>
  markdownTable(
    [titles, ...lines].map((line) => [...line]),
    {
      align: titles.map((_, column) => (column < texts ? 'l' : 'r')),
      stringLength: (text) => [...text].length,
    },
  );

function markdown(columns: readonly Column[], results: Results): string {
  return markdownTable([columns.map(({ title }) => title), ...cellsOf(columns, results)], {
    align: columns.map(({ numeric }) => (numeric ? 'r' : 'l')),
    stringLength: (text) => [...text].length,
  });
}

/** The comparison in Markdown, aligned so that it reads well as plain text too: scores, costs, what is pooled, and verdicts. */
export function markdownReport(results: Results): string {
  const tables = [
    markdown(scoreColumns(results.rows), results),
    markdown(costColumns, results),
    ...[...pooledTable(results), ...verdictTable(results)].map(inMarkdown),
  ];
  const notes = tableNotes(results).map((note) => `- ${note}`);
  return [...tables, ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n');
}
