// Fills the results block of each preset's page from stored results: files in the form of the results.json that
// `vem compare` writes.
//
//   npx -y pnpm@10 build && node docs/results.mjs [--results benchmarks/results] [--pages docs/presets]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { meanInterval } from '../packages/suite/dist/statistics/student.js';
import { fillBlocks, rounded, table } from './blocks.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    results: { type: 'string', default: join(root, 'benchmarks', 'results') },
    pages: { type: 'string', default: join(root, 'docs', 'presets') },
  },
});

const HEADER = [
  'method',
  'environment',
  'env steps',
  'seeds',
  'mean return [95 % t-interval]',
  'each seed',
  'solved',
  'results',
  'commit',
];
const NONE = '–';

const number = (value) => rounded(value, 4);

/** The mean with Student's interval; where the scores say nothing about their spread, why. */
function estimate({ mean, scores }) {
  if (mean === null) return 'failed';
  const range = meanInterval(scores)?.map(number).join(', ') ?? (scores.length === 1 ? 'one seed' : 'all alike');
  return `${number(mean)} [${range}]`;
}

/** All rows of all result files, each with its file. */
function storedRows(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.sort().flatMap((file) => {
    const results = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return Array.isArray(results.rows) ? results.rows.map((row) => ({ ...row, file, commit: results.commit })) : [];
  });
}

function cells(row, page) {
  const link = relative(dirname(page), join(values.results, row.file)).replaceAll('\\', '/');
  return [
    row.preset.includes(':') ? `${row.name} (\`${row.preset}\`)` : row.name,
    row.environment,
    String(row.envSteps),
    row.failures?.length > 0
      ? `${row.seeds.length} of ${row.seeds.length + row.failures.length}`
      : String(row.seeds.length),
    estimate(row),
    row.scores.length === 0 ? NONE : row.scores.map(number).join(', '),
    row.solved ? `${row.solved.passed} of ${row.solved.of}` : NONE,
    `[${row.file}](${link})`,
    row.commit ? row.commit.slice(0, 7) : NONE,
  ];
}

/** The block of one preset and its variants, or a sentence if nothing is stored. */
function block(preset, rows, page) {
  const own = rows.filter((row) => row.preset?.split(':')[0] === preset);
  if (own.length === 0) return 'No results of this preset are stored in `benchmarks/results`.';
  return table(
    HEADER,
    own.map((row) => cells(row, page)),
  );
}

const rows = storedRows(values.results);
for (const file of readdirSync(values.pages).filter((name) => name.endsWith('.md'))) {
  const page = join(values.pages, file);
  fillBlocks(page, 'results', (preset) => block(preset, rows, page));
}
