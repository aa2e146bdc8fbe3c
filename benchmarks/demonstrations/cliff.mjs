// What rewards come to that are learned from 20 episodes on Cliff, by exact evaluation in the known model: nothing is sampled but the episodes.
//
//   node benchmarks/demonstrations/cliff.mjs [folder]      (needs a build; writes benchmarks/demonstrations/cliff.json)
//
// With a folder it also writes what each seed was shown there, in the format of `vem record`, for secondImplementation.py.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages } from '../built.mjs';
import { earned, learnedFrom, worldOf } from './learning.mjs';

const [{ cliff }, { expertPolicy, visits }, { linearPotential }, { maxentIrl }, { demonstrations }] = await packages(
  ...['envs', 'framework', 'likelihoods', 'presets', 'training'],
);

const EPISODES = 20;
const HORIZON = 200;
const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);
const DECAYS = [1e-3, 1e-4];
const ALPHAS = [1, 0.5];
const [folder] = process.argv.slice(2);

const environment = cliff({ timeLimit: HORIZON });
const { tables, size, reward_P } = worldOf(environment);

/** The undiscounted return of log π at each step, exactly. */
const returnOf = (policyAt) => earned(visits(tables, policyAt, { discount: 1, horizon: HORIZON }), reward_P);

/** The most likely action of each state, as log π. */
const modeOf = (logProb) =>
  Float64Array.from(logProb, (value, i) => {
    const start = i - (i % tables.actions);
    return value === Math.max(...logProb.subarray(start, start + tables.actions)) ? 0 : -Infinity;
  });

async function learned(seed, expertAlpha, decay) {
  const slots = {
    ...maxentIrl(),
    environment,
    likelihood: linearPotential({ decay }),
    data: demonstrations({ expertEpisodes: EPISODES, expertAlpha }),
  };
  const { at, metrics, pair_R } = await learnedFrom(slots, seed, size);
  return {
    shown: pair_R.reduce((sum, pair) => (pair < 0 ? sum : sum + reward_P[pair]), 0) / EPISODES,
    return: returnOf(at),
    mode: returnOf((step) => modeOf(at(step))),
    nll: metrics['likelihood/nll'],
    pair_R,
  };
}

function write(pair_R, path) {
  const rows = [...pair_R.entries()].filter(([, pair]) => pair >= 0);
  const oneHot = (state) => Array.from({ length: tables.states }, (_, s) => (s === state ? 1 : 0));
  const nextOf = (pair) => tables.next_E[tables.first_P[pair]];
  const column = (value) => rows.map(([row, pair]) => value(pair, row));
  const columns = {
    episode: column((_, row) => Math.floor(row / HORIZON)),
    time: column((_, row) => row % HORIZON),
    observation: column((pair) => oneHot(Math.floor(pair / tables.actions))),
    action: column((pair) => pair % tables.actions),
    reward: column((pair) => reward_P[pair]),
    nextObservation: column((pair) => oneHot(nextOf(pair))),
    terminated: column((pair) => tables.terminal_S[nextOf(pair)]),
    truncated: column((_, row) => (row % HORIZON === HORIZON - 1 ? 1 : 0)),
  };
  const file = { format: 'vem-trajectories', version: 1, environment: { use: 'Cliff' }, episodes: EPISODES, columns };
  writeFileSync(path, JSON.stringify(file));
}

const rounded = (value) => Number(value.toFixed(4));
const rows = [];
for (const expertAlpha of ALPHAS) {
  const expertAt = expertPolicy(tables, { alpha: expertAlpha, discount: 1, horizon: HORIZON });
  const expert = { return: rounded(returnOf(expertAt)), mode: rounded(returnOf((step) => modeOf(expertAt(step)))) };
  for (const decay of DECAYS) {
    const seeds = [];
    for (const seed of SEEDS) {
      const { pair_R, ...found } = await learned(seed, expertAlpha, decay);
      seeds.push({ seed, ...Object.fromEntries(Object.entries(found).map(([name, x]) => [name, rounded(x)])) });
      if (folder && decay === DECAYS[0]) {
        mkdirSync(folder, { recursive: true });
        write(pair_R, join(folder, `alpha${expertAlpha}-seed${seed}.json`));
      }
    }
    // Returns are negative: at least 95 % is at most 1/.95 of the cost.
    const reach = (of, by) => seeds.filter((row) => of(row) >= by(row) / 0.95).length;
    const counts = {
      ofShown: reach(
        (row) => row.return,
        (row) => row.shown,
      ),
      ofExpert: reach(
        (row) => row.return,
        () => expert.return,
      ),
      ofExpertByMode: reach(
        (row) => row.mode,
        () => expert.mode,
      ),
    };
    rows.push({ expertAlpha, expert, decay, seedsThatReach95: counts, seeds });
    console.log(
      expertAlpha,
      decay,
      expert,
      counts,
      seeds.map((row) => [row.shown, row.return, row.mode].join('/')).join(' '),
    );
  }
}
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
const command = 'node benchmarks/demonstrations/cliff.mjs';
writeFileSync(
  new URL('cliff.json', import.meta.url),
  `${JSON.stringify({ command, commit, episodes: EPISODES, horizon: HORIZON, rows }, undefined, 2)}\n`,
);
