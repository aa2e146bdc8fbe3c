// Fills the blocks of empty-cells.md from stored results: what each method with a model gains or loses against its neighbours on the same
// seeds, and what it costs.
//
//   npx -y pnpm@10 build && node docs/emptyCells.mjs [--results benchmarks/results] [--page docs/empty-cells.md]
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { meanInterval } from '../packages/suite/dist/statistics/student.js';
import { fillBlocks, rounded, table } from './blocks.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    results: { type: 'string', default: join(root, 'benchmarks', 'results') },
    page: { type: 'string', default: join(root, 'docs', 'empty-cells.md') },
  },
});

/** Rows and those that they are held against, by file. */
const COMPARISONS = {
  'value-gradients': [
    ['mve-sac', 'sac'],
    ['prior-value-gradients', 'sac'],
    ['prior-value-gradients', 'mve-sac'],
  ],
  mbpo: [
    ['mbpo', 'sac'],
    ['mbpo', 'sac, 10 updates per step'],
  ],
  planners: [
    ['smcp', 'sac'],
    ['smcp, path integrals', 'smcp'],
    ['spo', 'mpo'],
    ['spo', 'sac'],
    ['spo, on the simulator', 'mpo'],
    ['spo, on the simulator', 'sac'],
  ],
};

const HEADER = [
  'method',
  'against',
  'environment',
  'seeds',
  'its returns',
  'the other’s',
  'difference [95 % t-interval, paired]',
  'says',
  'steps to the other’s last mean',
  'time per run',
];
const NONE = '–';

const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
const middle = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};
const number = (value) => rounded(value, 3);
const signed = (value) => (value > 0 ? `+${number(value)}` : number(value)).replace('-', '−');

/** Both rows' scores, curves and seconds on the seeds that both have. */
function paired(results, environment, names) {
  const rows = names.map((name) => results.rows.find((row) => row.name === name && row.environment === environment));
  if (rows.some((row) => !row || row.scores.length === 0)) return undefined;
  const seeds = rows[0].seeds.filter((seed) => rows[1].seeds.includes(seed)).sort((a, b) => a - b);
  const timings = results.timings?.rows ?? [];
  const of = rows.map((row) => {
    const place = seeds.map((seed) => row.seeds.indexOf(seed));
    const timed = timings.find((timing) => timing.name === row.name && timing.environment === environment);
    const seconds = place.map((i) => timed?.wallSeconds?.[i]).filter((second) => second !== undefined);
    return { scores: place.map((i) => row.scores[i]), curves: place.map((i) => row.curves[i]), seconds };
  });
  return seeds.length === 0 ? undefined : { seeds, own: of[0], other: of[1], envSteps: rows[1].envSteps };
}

/** What an interval lets us say. */
const verdict = (interval) =>
  !interval ? 'open' : interval[0] > 0 ? 'gains' : interval[1] < 0 ? 'loses' : 'not told apart';

/** The median over seeds of the first step at which a curve is where the other row's curves end on average. */
function stepsUntil({ own, other, envSteps }) {
  const goal = mean(other.curves.map((curve) => curve.at(-1).meanReturn));
  const reached = own.curves.map((curve) => curve.find(({ meanReturn }) => meanReturn >= goal)?.envSteps);
  const steps = middle(reached.map((step) => step ?? Number.POSITIVE_INFINITY));
  const hits = reached.filter((step) => step !== undefined).length;
  return Number.isFinite(steps) ? `${steps} of ${envSteps}` : `${hits} of ${reached.length} seeds get there`;
}

function compare(results, environment, [name, against]) {
  const pair = paired(results, environment, [name, against]);
  if (!pair) return undefined;
  const { seeds, own, other } = pair;
  const differences = seeds.map((_seed, i) => own.scores[i] - other.scores[i]);
  const interval = meanInterval(differences);
  const range = interval?.map(signed).join(', ') ?? (seeds.length === 1 ? 'one seed' : 'all alike');
  const isTimed = own.seconds.length === seeds.length && other.seconds.length === seeds.length;
  const times = isTimed ? mean(own.seconds) / mean(other.seconds) : undefined;
  const cells = [
    name,
    against,
    environment,
    String(seeds.length),
    own.scores.map((score) => number(score).replace('-', '−')).join(', '),
    other.scores.map((score) => number(score).replace('-', '−')).join(', '),
    `${signed(mean(differences))} [${range}]`,
    verdict(interval),
    stepsUntil(pair),
    times === undefined ? NONE : `${number(times)} times: ${number(mean(own.seconds))} s`,
  ];
  return { name, against, environment, says: verdict(interval), times, cells };
}

/** "a over b on E (3 times its time)", one by one. */
const list = (comparisons) =>
  comparisons
    .map(({ name, against, environment, times }) => {
      const cost = times === undefined ? '' : `, for ${number(times)} times its time`;
      return `${name} against ${against} on ${environment}${cost}`;
    })
    .join('; ');

const SENTENCES = [
  ['gains', 'The interval lies above 0'],
  ['loses', 'The interval lies below 0'],
  ['not told apart', 'The interval has 0 in it, so that these are not told apart'],
  ['open', 'Too few seeds to say anything'],
];

function block(suite) {
  const file = join(values.results, `${suite}.json`);
  if (!existsSync(file)) return `Nothing is stored yet of \`benchmarks/suites/${suite}.json\`, so nothing is claimed.`;
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const environments = [...new Set(results.rows.map(({ environment }) => environment))];
  const found = COMPARISONS[suite]
    .flatMap((names) => environments.map((environment) => compare(results, environment, names)))
    .filter((comparison) => comparison !== undefined);
  const link = relative(dirname(values.page), file).replaceAll('\\', '/');
  const commit = results.commit ? `, commit ${results.commit.slice(0, 7)}` : '';
  const said = SENTENCES.flatMap(([says, sentence]) => {
    const own = found.filter((comparison) => comparison.says === says);
    return own.length === 0 ? [] : [`- ${sentence}: ${list(own)}.`];
  });
  return [
    table(
      HEADER,
      found.map(({ cells }) => cells),
    ),
    '',
    ...said,
    '',
    `From [${suite}.json](${link})${commit}.`,
  ].join('\n');
}

fillBlocks(values.page, 'cells', block);
