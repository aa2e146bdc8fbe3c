// Figures 2 and 3b of Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms: how much each inference iteration gains, how far
// direct and iterative networks stay behind the best posterior of each state, and how SAC learns with either. Trains what is not trained yet,
// looks at it, writes the figures' numbers and draws them.
//
//   npx -y pnpm@10 build && node benchmarks/figures/iterativeInference.mjs
//     [--environment pendulum|reacher|half-cheetah ...] [--only inference|learning] [--seeds n] [--steps n] [--jobs n] [--out results/iterative]
//
// It may be killed and called again: comparisons go on where they were, and agents that were looked at are not looked at again.
import { execFileSync, execSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readRuns } from '../../packages/suite/dist/index.js';
import { inferenceOf, summaryOf } from '../../packages/suite/dist/inference/index.js';
import { drawInference, drawLearning } from './drawIterativeInference.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const RESULTS = join(root, 'benchmarks', 'figures', 'iterative-inference.json');
const FIGURES = join(root, 'docs', 'figures');
const KNOWN = ['pendulum', 'reacher', 'half-cheetah'];
const PARTS = { inference: 'inference', learning: 'iterative' };

/** Of figure 2: 5 episodes there; no more states than these are looked at. */
const LOOK = { episodes: 5, mostStates: 500, seed: 1000, steps: 300, samples: 32 };

const { values: options } = parseArgs({
  options: {
    environment: { type: 'string', multiple: true, default: KNOWN },
    only: { type: 'string' },
    seeds: { type: 'string' },
    steps: { type: 'string' },
    jobs: { type: 'string' },
    out: { type: 'string', default: join(root, 'results', 'iterative') },
  },
});
const unknown = options.environment.find((name) => !KNOWN.includes(name));
if (unknown !== undefined) throw new Error(`--environment: one of ${KNOWN.join(', ')} – received "${unknown}"`);
if (options.only !== undefined && !(options.only in PARTS))
  throw new Error(`--only: inference or learning – received "${options.only}"`);

const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : { inference: {}, learning: {} };
const commit = execSync('git describe --always --dirty', { cwd: root }).toString().trim();
const number = (value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);

function store() {
  const rounded = JSON.stringify(results, (_key, value) => number(value));
  writeFileSync(RESULTS, `${rounded}\n`);
  mkdirSync(FIGURES, { recursive: true });
  writeFileSync(join(FIGURES, 'iterative-inference.svg'), drawInference(results.inference));
  if (Object.keys(results.learning).length > 0)
    writeFileSync(join(FIGURES, 'iterative-learning.svg'), drawLearning(results.learning));
}

/** The runs of a suite, trained as far as they are not. */
async function trained(suite) {
  const folder = join(options.out, suite);
  const argv = [join(root, 'packages', 'suite', 'bin', 'vem.js'), 'compare', '--out', folder];
  if (existsSync(join(folder, 'comparison.json'))) argv.push('--resume');
  else argv.push('--suite', join(root, 'benchmarks', 'suites', `${suite}.json`));
  for (const name of ['seeds', 'steps', 'jobs']) if (options[name] !== undefined) argv.push(`--${name}`, options[name]);
  execFileSync(process.execPath, argv, { stdio: ['ignore', 'ignore', 'inherit'] });
  return (await readRuns(join(folder, 'runs'))).filter(({ result }) => result?.status === 'complete');
}

/** Of a row of the table: the run's folder without the environment and the seed. */
const methodOf = ({ folder, config }) =>
  folder.split('/').at(-1).replace(`-${config.slots.environment.use}-seed${config.seed}`, '');

for (const name of options.environment) {
  if (options.only !== 'learning')
    for (const run of await trained(`${PARTS.inference}-${name}`)) {
      const environment = run.config.slots.environment.use;
      const key = `${methodOf(run)}, seed ${run.config.seed}`;
      const { parameterHash, envSteps } = run.result;
      results.inference[environment] ??= {};
      const agents = results.inference[environment];
      if (agents[key]?.parameterHash === parameterHash) continue;
      const summary = summaryOf(await inferenceOf(run.folder, LOOK));
      agents[key] = { method: methodOf(run), seed: run.config.seed, envSteps, parameterHash, commit, ...summary };
      store();
      console.error(
        `${environment}, ${key}: the objective rises by ${summary.absolute.map((gain) => gain.mean.toFixed(3)).join(' ')}`,
      );
    }
  if (options.only !== 'inference') {
    const runs = await trained(`${PARTS.learning}-${name}`);
    for (const run of runs) {
      const environment = run.config.slots.environment.use;
      const method = methodOf(run);
      results.learning[environment] ??= { commit, methods: {} };
      const { methods } = results.learning[environment];
      methods[method] ??= {};
      const points = run.evaluations.filter(({ kind }) => kind === 'curve');
      methods[method][run.config.seed] = points.map(({ envSteps, meanReturn }) => [envSteps, meanReturn]);
    }
    store();
  }
}
store();
for (const [environment, agents] of Object.entries(results.inference))
  for (const [key, { iterations, states, absolute, rises, holds, gap, gapNats, gapShare }] of Object.entries(agents)) {
    const share = (values) => values.map((value) => `${(100 * value).toFixed(0)}`).join(' ');
    console.log(`${environment}, ${key}: ${states} states, gap ${gap.toFixed(4)}, ${gapNats.toFixed(4)} nats`);
    if (iterations > 0)
      console.log(
        `  ${(100 * (1 - gapShare)).toFixed(1)} % of ${(absolute.at(-1).mean + gap).toFixed(3)} gained; rises at ${share(rises)} % of states, holds at ${share(holds)} %`,
      );
  }
console.log(`numbers in ${relative(root, RESULTS)}, pictures in ${relative(root, FIGURES)}`);
