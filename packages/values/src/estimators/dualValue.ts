import * as tf from '@tensorflow/tfjs-core';
import { averageOverRows, constant, definePlugin, type HostContext, minimise, Tokens, zeros } from '@vem/framework';
import { z } from 'zod';
import { FourierFeatures } from './fourierFeatures.js';
import { GROUP } from './regression.js';
import { relativeEntropyDual, temperatureOf } from './relativeEntropyDual.js';
import { visitedTransitions } from './visitedTransitions.js';

const CODE = 'the public code of garage (rlworkgroup), `REPS`';

const config = z.strictObject({
  bound: z.number().positive().default(0.5).describe(`ε, KL(weights ‖ visits), in nats; .5 in ${CODE}`),
  discount: z
    .number()
    .min(0)
    .lt(1)
    .default(0.99)
    .describe('γ per step, that of the returns: V balances visits that start over with probability 1 − γ'),
  features: z
    .int()
    .positive()
    .default(100)
    .describe('random features of the observation, besides a constant; as many as there are directions to balance'),
  lengthScale: z
    .number()
    .positive()
    .default(2)
    .describe('ℓ, distance of observations over which V varies; in standard deviations where these are normalised'),
  ridge: z
    .number()
    .min(0)
    .default(1e-6)
    .describe('weight of ½ |v|², with rewards in units of their root mean square; 0 in the code of garage'),
  initialTemperature: z.number().positive().default(15).describe(`η at the start, in reward units; 15 in ${CODE}`),
  iterations: z
    .int()
    .positive()
    .default(50)
    .describe(`steps of L-BFGS each time, from where the last time ended; 50 in ${CODE}`),
});

type Options = z.output<typeof config>;

const [WEIGHTS, TEMPERATURE] = ['weights', 'temperature'];

/** Minimises the dual on the published rows; η and v become what was found. */
function solve({ bound, ridge, iterations, discount }: Options, host: HostContext) {
  const rows = visitedTransitions(host, discount);
  const parameters = host.parameters(GROUP);
  const [v_K, eta] = [parameters[WEIGHTS], parameters[TEMPERATURE]];
  const { scale } = rows;
  const start = Float64Array.of(Math.log(eta[0] / scale), ...v_K.map((v) => v / scale));
  const found = minimise(relativeEntropyDual(rows, bound, ridge), start, { iterations, tolerance: 1e-6 });
  eta[0] = scale * temperatureOf(found.point[0]);
  for (let k = 0; k < v_K.length; k++) v_K[k] = scale * found.point[k + 1];
  return {
    metrics: {
      temperature: eta[0],
      dual: scale * found.value,
      steepest: found.gradient.reduce((most, x) => Math.max(most, Math.abs(x)), 0),
      absorbed: rows.absorbed,
    },
  };
}

/**
 * V(s) = v · φ(s) as the multiplier of a constraint, not by regression: that visits flow on as the environment says. Found
 * together with η, the multiplier of a bound on how far the weights may be from what was visited, by minimising the dual of
 * both on all rows of the batch.
 */
export const dualValue = definePlugin({
  slot: 'valueEstimator',
  name: 'dual-value',
  description: 'Linear values of states and a temperature, both multipliers of one bounded problem, by its dual',
  source: { title: 'Peters, Mülling and Altun 2010, Relative Entropy Policy Search, AAAI', where: 'eq. 8, table 1' },
  config,
  provides: ['v', 'temperature', 'rowWeights'],
  requires: ['data.rollouts', 'data.time'],
  inject: [Tokens.observation, Tokens.parameters],
  create: (options, observation, parameters) => {
    const group = parameters.group(GROUP, { trained: false, contents: 'random features, v and η' });
    const features = new FourierFeatures(group, observation.size, options.features, options.lengthScale);
    group.declare(WEIGHTS, [features.count], zeros).declare(TEMPERATURE, [], constant(options.initialTemperature));
    return {
      program: (step) => {
        const own = () => step.parameters(GROUP);
        const value = (phi_BK: tf.Tensor) => tf.squeeze(tf.matMul(phi_BK, tf.expandDims(own()[WEIGHTS], 1)), [1]);
        return {
          v: (observation_BO) => value(features.of(own(), observation_BO)),
          temperature: () => own()[TEMPERATURE],
          loss: () => {
            const { batch } = step;
            const phi_BK = features.of(own(), batch.observation_BO);
            const next_BK = features.of(own(), batch.nextObservation_BO);
            const goesOn_B1 = tf.expandDims(tf.sub(1, batch.terminated_B), 1);
            const change_BK = tf.sub(tf.mul(options.discount, tf.mul(next_BK, goesOn_B1)), phi_BK);
            return {
              losses: [],
              rows: 'coupled',
              results: { features: phi_BK, change: change_BK, reward: step.likelihood.reward(batch) },
              metrics: { v: averageOverRows(batch, value(phi_BK)) },
            };
          },
        };
      },
      conclude: (host) => solve(options, host),
    };
  },
});
