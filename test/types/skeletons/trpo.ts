// Skeleton: proof on types, nothing runs. TRPO, Schulman et al. 2015, arXiv:1502.05477.
//
// One constrained step per roll-out: the optimiser asks for products with the Hessian of the mean divergence, and for
// values along a line. Schedule: collect → annotate → [eStep] → 5 × [evaluate] → snapshot. Carries: the roll-out, the copy
// of the policy, Adam's moments of the value network; the natural gradient carries nothing.
import * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import { compose, definePlugin, type GroupOptimiser, gaussianDensity, type LossOracle, Tokens } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature } from '@vem/posteriors';
import { previousPolicy, snapshot } from '@vem/priors';
import { adam } from '@vem/training';
import { stateValue } from '@vem/values';
import { z } from 'zod';
import { body } from './body.js';
import { everyBatch, generalisedAdvantages, ratioToBehaviour, recordingPosterior, rollouts } from './onPolicy.js';

/** −mean ρ A, eq. 14: no clip, the constraint holds the step back. */
const ratio = definePlugin({
  slot: 'gradientEstimator',
  name: 'ratio',
  description: 'Ratio to the behaviour, times the advantage',
  config: z.strictObject({}),
  provides: ['loss'],
  requires: ['posterior.logProb', 'behaviour.logMu', 'behaviour.preSquash', 'bootstrap.advantage', 'data.onPolicy'],
  inject: [],
  create: () => ({
    program: (step) => ({
      surrogate: (belief) => {
        const gain_B = tf.mul(ratioToBehaviour(step, belief), tf.squeeze(step.batch.columns.advantage, [1]));
        return { loss: tf.neg(tf.mean(gain_B)), results: {}, metrics: { gain: tf.mean(gain_B) } };
      },
    }),
  }),
});

/** Mean KL(previous ‖ present) ≤ δ, for optimisers that keep constraints. */
const averageKl = definePlugin({
  slot: 'trustRegion',
  name: 'average-kl',
  description: 'Bounds the mean divergence from the policy that collected the data',
  config: z.strictObject({ bound: z.number().positive().default(0.01).describe('δ in nats; arXiv:1502.05477') }),
  provides: ['penalty', 'constraint'],
  requires: ['prior.density', 'optimiser.constraints'],
  inject: [],
  create: ({ bound }) => ({
    program: () => ({
      penalty: (previous, current) => ({ loss: tf.mean(previous.klTo!(current)!), losses: [] }),
      constraint: (previous, current) => ({ value: tf.mean(previous.klTo!(current)!), bound }),
    }),
  }),
});

/** A Gaussian network that hands its constraint to the optimiser. */
const constrainedGaussian = definePlugin({
  slot: 'posterior',
  name: 'constrained-gaussian',
  description: 'A Gaussian network under a constraint',
  config: z.strictObject({}),
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'target', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss', 'trustRegion.constraint', 'optimiser.constraints'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (_options, _observation, _action, parameters) => {
    parameters.group('posterior');
    return {
      program: (step) => {
        const infer = (observation_BO: tf.Tensor) => gaussianDensity(body(observation_BO), 'identity', step.noise);
        return {
          infer,
          loss: () => {
            const { observation_BO } = step.batch;
            const belief = infer(observation_BO);
            const { loss, results, metrics } = step.gradientEstimator.surrogate(belief, observation_BO);
            const { value, bound } = step.trustRegion.constraint!(step.prior.at(observation_BO), belief);
            return {
              losses: [{ value: loss, group: 'posterior', rows: 'mean' }],
              constraints: [{ name: 'kl', value, bound, group: 'posterior', rows: 'mean' }],
              belief,
              results,
              metrics,
            };
          },
        };
      },
    };
  },
});

/** Solves (H + damping) x = g by conjugate gradients, then halves the step until the surrogate improves within the bound. */
function constrainedStep(oracle: LossOracle, parameters: Float32Array): void {
  const [divergence] = oracle.constraints;
  const [gradient, direction, product] = body<readonly Float32Array[]>(parameters.length);
  const before = oracle.gradient(parameters, gradient);
  divergence.hessianVector(parameters, direction, product);
  for (let halvings = 0; halvings < 10; halvings++) {
    const candidate = body<Float32Array>(parameters, direction, product, halvings);
    const improved = oracle.value(candidate) < before && divergence.value(candidate) <= divergence.bound;
    if (improved) parameters.set(candidate);
    if (improved) break;
  }
}

/** Natural gradient with a line search for one group, Adam for the others. */
const naturalGradient = definePlugin({
  slot: 'optimiser',
  name: 'natural-gradient',
  description: 'Steps that keep a constraint, by conjugate gradients and a line search',
  source: { title: 'Schulman et al. 2015, Trust Region Policy Optimization', arxiv: '1502.05477', where: 'appendix C' },
  config: z.strictObject({
    groups: z.array(z.string()).default(['posterior']).describe('groups that are moved so'),
    learningRate: z.number().positive().default(1e-3).describe('of Adam for the other groups'),
  }),
  provides: ['naturalGradient', 'constraints'],
  requires: ['trustRegion.constraint'],
  inject: [],
  create: ({ groups, learningRate }) => {
    const others = adam({ learningRate }).create();
    return {
      vectors: 2,
      oracle: { groups, queries: ['value', 'gradient', 'hessianVector'] },
      attach: (group, vectors, kernels): GroupOptimiser =>
        groups.includes(group.name)
          ? {
              step: (oracle) => constrainedStep(oracle!, group.parameters),
              state: () => ({}),
              restore: () => {},
            }
          : others.attach(group, vectors, kernels),
    };
  },
});

const slots = () => ({
  environment: pendulum(),
  prior: previousPolicy(),
  posterior: constrainedGaussian(),
  likelihood: optimality(),
  valueEstimator: stateValue(),
  bootstrap: generalisedAdvantages({ lambda: 0.98 }),
  gradientEstimator: ratio(),
  temperature: fixedTemperature(),
  mStep: snapshot({ rule: { kind: 'copyEvery', updates: 1 } }),
  trustRegion: averageKl(),
  behaviour: recordingPosterior(),
  data: rollouts({ length: 1024, epochs: 1, batchSize: 1024 }),
  optimiser: naturalGradient(),
  schedule: everyBatch({
    steps: [['eStep'], ['evaluate'], ['evaluate'], ['evaluate'], ['evaluate'], ['evaluate'], ['mStep']],
  }),
});

compose(slots(), { seed: 1 });

// @ts-expect-error steps along the gradient keep no constraint
compose({ ...slots(), optimiser: adam() }, { seed: 1 });
const { trustRegion: _bound, ...unbounded } = slots();
// @ts-expect-error there is nothing to keep
compose(unbounded, { seed: 1 });
