// What a reward that is learned with chance inferred misses in the world as it is, next to one that is learned with chance as it is: from the exact
// visits of an expert on grids where moves go astray.
//
//   node benchmarks/demonstrations/chance.mjs      (needs a build; prints the table of docs/presets/maxent-irl.md)
import { packages } from '../built.mjs';
import { earned, learnedFrom, worldOf } from './learning.mjs';

const [{ cliff, openGrid }, { expertPolicy, visits }, { linearPotential }, { maxentIrl }, { demonstrations }] =
  await packages('envs', 'framework', 'likelihoods', 'presets', 'training');

const HORIZON = 40;
const slippery = { slip: 0.4, stepReward: -1, goalReward: 0, timeLimit: HORIZON };
const near = { slip: 0.2, cliffReward: -10, timeLimit: HORIZON };
const CASES = [
  ['OpenGrid 4 × 4, slip .4', openGrid({ ...slippery, rows: 4, columns: 4 }), 0.5, 'state'],
  ['the same', openGrid({ ...slippery, rows: 4, columns: 4 }), 0.5, 'stateAction'],
  ['Cliff of −10, slip .2', cliff(near), 0.5, 'state'],
  ['the same', cliff(near), 0.5, 'stateAction'],
  ['Cliff of −100, wind .1', cliff({ wind: 0.1, timeLimit: HORIZON }), 1, 'stateAction'],
];

for (const [name, environment, alpha, features] of CASES) {
  const { tables, size, reward_P } = worldOf(environment);
  const expertAt = expertPolicy(tables, { alpha, discount: 1, horizon: HORIZON });
  const count = (at, horizon = HORIZON) => visits(tables, at, { discount: 1, horizon });
  const shown = count(expertAt);
  const slots = {
    environment,
    likelihood: linearPotential({ features, decay: 0 }),
    data: demonstrations({ expertAlpha: alpha }),
  };
  for (const [who, preset] of [
    ['causal', maxentIrl()],
    ['optimistic', maxentIrl('optimistic')],
  ]) {
    const { at, metrics } = await learnedFrom({ ...preset, ...slots }, 1, size);
    const own = count(at);
    // KL(expert ‖ learned) of an episode, over the expert's own visits.
    let kl = 0;
    for (let t = 0; t < HORIZON; t++) {
      const [before, until] = [t === 0 ? new Float64Array(size) : count(expertAt, t), count(expertAt, t + 1)];
      for (let pair = 0; pair < size; pair++)
        if (until[pair] > before[pair]) kl += (until[pair] - before[pair]) * (expertAt(t)[pair] - at(t)[pair]);
    }
    const apart = Math.max(...own.map((visit, pair) => Math.abs(visit - shown[pair])));
    const row = [
      name,
      features,
      who,
      apart.toExponential(1),
      kl.toExponential(1),
      earned(shown, reward_P).toFixed(2),
      earned(own, reward_P).toFixed(2),
      metrics['likelihood/rewardGap'].toExponential(1),
    ];
    console.log(`| ${row.join(' | ')} |`);
  }
}
