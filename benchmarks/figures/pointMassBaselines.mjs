// Baselines of the maximum-entropy policy gradient on PointMass2D: how much the gradient of one policy varies with each of them, and how
// each learns. Writes the figures' numbers and draws them.
//
//   npx -y pnpm@10 build && node benchmarks/figures/pointMassBaselines.mjs [--seeds 10] [--updates 40] [--at-most n] [--anew]
//
// Seeds that are stored are not measured again, unless --anew; --at-most: how many this call measures, so that it can be done in parts.
import { execSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pointMass } from '../../packages/envs/dist/bundled/index.js';
import { composeUnchecked, iterate } from '../../packages/framework/dist/bundled/index.js';
import { maxentPg } from '../../packages/presets/dist/bundled/index.js';
import { adam, perGroup } from '../../packages/training/dist/bundled/index.js';
import { rewardToGo, zero } from '../../packages/values/dist/bundled/index.js';
import { drawBaselines } from './drawBaselines.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const RESULTS = join(root, 'benchmarks', 'figures', 'point-mass-baselines.json');
const FIGURE = join(root, 'docs', 'figures', 'point-mass-baselines.svg');

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    updates: { type: 'string', default: '40' },
    'at-most': { type: 'string', default: 'Infinity' },
    anew: { type: 'boolean', default: false },
  },
});

/** Roll-outs of the policy that stands still: first those in which baselines are learned or remembered, then those that are measured. */
const SETTLING = 20;
const MEASURED = 20;
/** Updates by which the policy of the measurement was trained. */
const TRAINED = 20;

const base = () => ({ ...maxentPg('point-mass'), environment: pointMass() });
const returns = (changes) => rewardToGo({ discount: 1, truncationAsTermination: true, decaySteps: 100, ...changes });

/** What stands in the slots of each, next to the variant `point-mass`, whose baseline is learned. */
const kinds = {
  'whole path': { returns: returns({ scope: 'path' }), valueEstimator: zero() },
  none: { returns: returns({ baseline: 'none' }), valueEstimator: zero() },
  'decaying average': { returns: returns({ baseline: 'decayingAverage' }), valueEstimator: zero() },
  'time mean': { returns: returns({ baseline: 'timeMean' }), valueEstimator: zero() },
  optimal: { returns: returns({ baseline: 'optimal' }), valueEstimator: zero() },
  learned: {},
};
const LEARNING = ['whole path', 'none', 'decaying average', 'time mean', 'learned'];

const environments = maxentPg('point-mass').run?.environments ?? 50;
const open = async (slots, seed) => {
  const run = composeUnchecked(slots, { seed, environments });
  return { run, pipeline: await run.open() };
};
const updateOnce = (pipeline) => {
  const { updates } = pipeline.progress;
  while (pipeline.progress.updates === updates) iterate(pipeline);
};
/** Mean reward per step of the roll-out that was learned from last, in the environment's units. */
const meanReward = ({ batch: { columns } }) => columns.reward.reduce((sum, r) => sum + r, 0) / columns.reward.length;

/** Mean reward after each update. */
async function curve(changes, seed, updates) {
  const { run, pipeline } = await open({ ...base(), ...changes }, seed);
  const rewards = [];
  for (let u = 0; u < updates; u++) {
    updateOnce(pipeline);
    rewards.push(meanReward(pipeline));
  }
  run.dispose();
  return rewards;
}

/** E‖g − E g‖² over roll-outs of one policy, and ‖E g‖². */
async function variance(changes, seed, policy) {
  // The policy stands still; what baselines learn goes on.
  const still = perGroup({
    groups: { posterior: { use: 'sgd', learningRate: 1e-30 } },
    rest: { use: 'adam', learningRate: 1e-3 },
  });
  const optimiser = changes.valueEstimator
    ? perGroup({ groups: { posterior: { use: 'sgd', learningRate: 1e-30 } } })
    : still;
  const { run, pipeline } = await open({ ...base(), ...changes, optimiser }, seed + 1000);
  for (const { name, data } of pipeline.parameters.allViews()) if (policy[name]) data.set(policy[name]);
  const gradients = [];
  for (let rollout = 0; rollout < SETTLING + MEASURED; rollout++) {
    updateOnce(pipeline);
    if (rollout < SETTLING) continue;
    gradients.push(pipeline.parameters.gradientViews('posterior').flatMap(({ data }) => [...data]));
  }
  run.dispose();
  const mean = gradients[0].map((_, i) => gradients.reduce((sum, g) => sum + g[i], 0) / MEASURED);
  const square = (g) => g.reduce((sum, x) => sum + x * x, 0);
  const spread = gradients.reduce((sum, g) => sum + square(g.map((x, i) => x - mean[i])), 0) / (MEASURED - 1);
  return { variance: spread, mean: square(mean) };
}

async function trained(seed) {
  const { run, pipeline } = await open({ ...base(), optimiser: adam({ learningRate: 1e-3 }) }, seed);
  for (let u = 0; u < TRAINED; u++) updateOnce(pipeline);
  const parameters = Object.fromEntries(
    pipeline.parameters.allViews().map(({ name, data }) => [name, Float32Array.from(data)]),
  );
  run.dispose();
  return parameters;
}

const commit = () => execSync('git describe --always --dirty', { cwd: root }).toString().trim();

const nothing = () => ({
  command: 'node benchmarks/figures/pointMassBaselines.mjs',
  commit: commit(),
  seeds: [],
  environments,
  stepsPerUpdate: 100 * environments,
  trainedUpdates: TRAINED,
  measuredRollouts: MEASURED,
  variances: Object.fromEntries(Object.keys(kinds).map((name) => [name, []])),
  curves: Object.fromEntries(LEARNING.map((name) => [name, []])),
});

async function measure(results, seed) {
  const policy = await trained(seed);
  const spreads = {};
  for (const [name, changes] of Object.entries(kinds)) spreads[name] = (await variance(changes, seed, policy)).variance;
  const rewards = {};
  for (const name of LEARNING) rewards[name] = await curve(kinds[name], seed, Number(options.updates));
  for (const name of Object.keys(kinds)) results.variances[name].push(spreads[name]);
  for (const name of LEARNING) results.curves[name].push(rewards[name].map((reward) => Number(reward.toPrecision(5))));
  results.seeds.push(seed);
}

const results = existsSync(RESULTS) && !options.anew ? JSON.parse(readFileSync(RESULTS, 'utf8')) : nothing();
const missing = Array.from({ length: Number(options.seeds) }, (_, i) => i + 1).filter(
  (seed) => !results.seeds.includes(seed),
);
for (const seed of missing.slice(0, Number(options['at-most']))) {
  await measure(results, seed);
  writeFileSync(RESULTS, `${JSON.stringify(results)}\n`);
  console.error(`seed ${seed} is measured`);
}
mkdirSync(dirname(FIGURE), { recursive: true });
writeFileSync(FIGURE, drawBaselines(results));
for (const [name, all] of Object.entries(results.variances)) {
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
  console.log(
    `${name.padEnd(18)} variance of the gradient ${mean.toExponential(3)}  per seed ${all.map((x) => x.toExponential(2)).join(' ')}`,
  );
}
