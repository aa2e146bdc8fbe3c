// What a reward that is learned before the first step makes of a world with tables, for the scripts beside it.
import { packages } from '../built.mjs';

const [{ compose, environmentModelOf }] = await packages('framework');

/** The tables that an environment declares, and the mean reward [S, A] of each pair. */
export function worldOf(environment) {
  const tables = environmentModelOf(environment.plugin.bind(environment.config).create()).tables.write();
  const size = tables.states * tables.actions;
  const reward_P = Float64Array.from({ length: size }, (_, pair) => {
    let reward = 0;
    for (let e = tables.first_P[pair]; e < tables.first_P[pair + 1]; e++)
      reward += tables.probability_E[e] * tables.reward_E[e];
    return reward;
  });
  return { tables, size, reward_P };
}

/** What visits [S, A] earn. */
export const earned = (visit_P, reward_P) => visit_P.reduce((sum, visit, pair) => sum + visit * reward_P[pair], 0);

/** Learns from the demonstrations among the slots: log π by step, what was logged last, and the pairs that were shown. */
export async function learnedFrom(slots, seed, size) {
  const run = compose(slots, { seed });
  const pipeline = await run.open();
  const metrics = {};
  for await (const report of run.train({ envSteps: 0 })) Object.assign(metrics, report.metrics);
  const { logProb } = pipeline.slots.posterior.state();
  const { pair: pair_R } = pipeline.slots.data.state();
  run.dispose();
  return { at: (step) => logProb.subarray(step * size, (step + 1) * size), metrics, pair_R };
}
