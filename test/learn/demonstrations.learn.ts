import { cliff } from '@vem/envs';
import { composeUnchecked, expertPolicy } from '@vem/framework';
import { maxentIrl } from '@vem/presets';
import { demonstrations } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { tablesDeclaredBy, visitsOf } from '../support/learnedReward.js';

const HORIZON = 200;
const EPISODES = 20;
const environment = cliff({ timeLimit: HORIZON });
const tables = tablesDeclaredBy(environment);
const { states, actions, first_P, reward_E } = tables;
const size = states * actions;

/** The return of log π [T, S, A], exactly; nothing is left to chance on this cliff. */
const returnOf = (logProb: Float64Array) =>
  visitsOf(tables, logProb, HORIZON).reduce((sum, visit, pair) => sum + visit * reward_E[first_P[pair]], 0);

/** The most likely action of each state, as log π. */
const modeOf = (logProb: Float64Array) =>
  logProb.map((value, i) => {
    const start = i - (i % actions);
    return value === Math.max(...logProb.subarray(start, start + actions)) ? 0 : -Infinity;
  });

const atAllTimes = (at: (step: number) => Float64Array) => {
  const all = new Float64Array(HORIZON * size);
  for (let t = 0; t < HORIZON; t++) all.set(at(t), t * size);
  return all;
};

async function learned(seed: number, expertAlpha: number) {
  const data = demonstrations({ expertEpisodes: EPISODES, expertAlpha });
  const run = composeUnchecked({ ...maxentIrl(), environment, data }, { seed });
  const pipeline = await run.open();
  for await (const _report of run.train({ envSteps: 0 }));
  const logProb = pipeline.slots.posterior!.state!().logProb as Float64Array;
  const pair_R = pipeline.slots.data.state().pair as Int32Array;
  run.dispose();
  const shown = pair_R.reduce((sum, pair) => (pair < 0 ? sum : sum + reward_E[first_P[pair]]), 0) / EPISODES;
  return { shown, bySamples: returnOf(logProb), byMode: returnOf(modeOf(logProb)) };
}

describe('a reward that is learned from 20 episodes on the cliff', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'leads to 95 % of the demonstrator’s return at least, seed %i',
    async (seed) => {
      for (const alpha of [1, 0.5]) {
        const expert = atAllTimes(expertPolicy(tables, { alpha, discount: 1, horizon: HORIZON }));
        const { shown, bySamples, byMode } = await learned(seed, alpha);
        console.log(
          `seed ${seed}, α ${alpha}: shown ${shown.toFixed(2)}, samples ${bySamples.toFixed(2)}, mode ${byMode}`,
        );
        // Returns are costs: 95 % of them is 1/.95 of the cost.
        expect(bySamples).toBeGreaterThan(shown / 0.95);
        expect(byMode).toBeGreaterThan(returnOf(modeOf(expert)) / 0.95);
        // At α = 1 the standard error of what is shown is 3 % itself.
        if (alpha === 0.5) expect(bySamples).toBeGreaterThan(returnOf(expert) / 0.95);
      }
    },
  );
});
