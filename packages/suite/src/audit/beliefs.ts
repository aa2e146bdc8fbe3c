import * as tf from '@tensorflow/tfjs-core';
import { type Examined, enumerationOf, logProbOf, type Run, sampleOf } from '@vem/framework';
import type { Cells } from './linearTables.js';
import type { Beliefs } from './reference.js';

/** Samples of a policy over box actions, of which histograms are made. */
const SAMPLES = 4096;

/** Whose actions count: of who acts. */
export type Acting = 'posterior' | 'prior';

const densityOf = ({ prior, posterior }: Examined, acting: Acting, observation_BO: tf.Tensor) =>
  acting === 'prior' ? prior.at(observation_BO, 'online') : posterior.infer(observation_BO, 'evaluate', 'online');

/** log π and log p of finite actions, from what densities list. @param time - steps since the episode began, for whoever minds */
export async function finiteBeliefs(
  run: Run,
  observation: Float32Array,
  rows: number,
  acting: Acting,
  time = 0,
): Promise<Beliefs> {
  const seen = await run.examine({
    observation,
    rows,
    carried: { time },
    look: (slots, observation_BO) => ({
      // Twice the same tensor is one output, so each is made anew.
      policy: tf.logSoftmax(enumerationOf(densityOf(slots, acting, observation_BO)), -1),
      prior: tf.add(enumerationOf(slots.prior.at(observation_BO, 'target')), 0),
      alpha: tf.reshape(slots.temperature.alpha(), [1]),
    }),
  });
  return {
    logPolicy: normalised(Float64Array.from(seen.policy), seen.policy.length / rows),
    logPrior: Float64Array.from(seen.prior),
    alpha: seen.alpha[0],
  };
}

/** Rows that sum to 1 in double precision: what single precision left over would count as if actions were more than certain. */
function normalised(logPolicy: Float64Array, actions: number): Float64Array {
  for (let start = 0; start < logPolicy.length; start += actions) {
    let mass = 0;
    for (let i = start; i < start + actions; i++) mass += Math.exp(logPolicy[i]);
    for (let i = start; i < start + actions; i++) logPolicy[i] -= Math.log(mass);
  }
  return logPolicy;
}

/** log π by histograms of samples, clipped as the environment clips; log p by the prior's density at the cells' centres. */
export async function boxBeliefs(
  run: Run,
  observation: Float32Array,
  rows: number,
  acting: Acting,
  { action_A, actionWidth }: Cells,
): Promise<Beliefs> {
  const centres_SBA = () => tf.tile(tf.reshape(tf.tensor1d([...action_A]), [action_A.length, 1, 1]), [1, rows, 1]);
  const seen = await run.examine({
    observation,
    rows,
    look: (slots, observation_BO) => {
      const prior = slots.prior.at(observation_BO, 'target');
      const space = prior.spaces.includes('box') ? 'box' : prior.spaces[0];
      // A squash is a tanh, and where there is none both numbers are the same.
      const inner_SBA = prior.gaussian && prior.spaces.includes('u') ? centres_SBA() : undefined;
      return {
        action: sampleOf(densityOf(slots, acting, observation_BO), SAMPLES).action_SBA,
        prior: tf.add(
          logProbOf(prior, { action_SBA: centres_SBA(), ...(inner_SBA ? { preSquash_SBA: inner_SBA } : {}) }, space),
          0,
        ),
        alpha: tf.reshape(slots.temperature.alpha(), [1]),
      };
    },
  });
  const count = action_A.length;
  const logPolicy = new Float64Array(rows * count);
  const logPrior = new Float64Array(rows * count);
  for (let i = 0; i < seen.action.length; i++) {
    const cell = Math.floor((Math.max(-1, Math.min(1, seen.action[i])) + 1) / actionWidth);
    logPolicy[(i % rows) * count + Math.min(count - 1, cell)] += 1;
  }
  for (let i = 0; i < logPolicy.length; i++) logPolicy[i] = Math.log(logPolicy[i] / SAMPLES);
  for (let k = 0; k < count; k++)
    for (let row = 0; row < rows; row++) logPrior[row * count + k] = seen.prior[k * rows + row] + Math.log(actionWidth);
  return { logPolicy, logPrior, alpha: seen.alpha[0] };
}
