// Skeleton: proof on types, nothing runs. TRPO, Schulman et al. 2015, arXiv:1502.05477.
//
// One constrained step per roll-out: the optimiser asks for products with the Hessian of the mean divergence, and for
// values along a line. Schedule: collect → annotate → [eStep] → 5 × [value] → snapshot. Carries: the roll-out, the copy
// of the policy, Adam's moments of the value network; the natural gradient carries nothing.
import * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import { compose, definePlugin, type FlatConstraint, type FlatGroup, type LossOracle } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature, gaussian, ratioGradient } from '@vem/posteriors';
import { previousPolicy, snapshot, uniform } from '@vem/priors';
import { adam, everyBatch, replay, rollouts, samplePosterior } from '@vem/training';
import { generalisedAdvantages, stateValue, stateValues } from '@vem/values';
import { z } from 'zod';
import { divergence } from './divergence.js';

/** Mean KL(previous ‖ present) ≤ δ, for optimisers that keep constraints; it adds nothing to the loss. */
const averageKl = definePlugin({
  slot: 'trustRegion',
  name: 'average-kl',
  description: 'Bounds the mean divergence from the policy that collected the data',
  source: { title: 'Schulman et al. 2015, Trust Region Policy Optimization', arxiv: '1502.05477', where: 'eq. 14' },
  config: z.strictObject({ bound: z.number().positive().default(0.01).describe('δ in nats; arXiv:1502.05477') }),
  provides: ['constraint', 'holdsPosterior'],
  requires: ['prior.snapshot', 'posterior.target', 'optimiser.constraints'],
  inject: [],
  create: ({ bound }) => ({
    program: () => ({
      holds: 'posterior',
      penalty: () => ({ loss: tf.scalar(0), losses: [] }),
      constraint: (previous, current) => ({ value: tf.mean(divergence(previous, current)), bound }),
    }),
  }),
});

const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * y[i], 0);

/** y ← y + factor · x */
function addScaled(y: Float32Array, factor: number, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] += factor * x[i];
}

interface Work {
  readonly solution: Float32Array;
  readonly residual: Float32Array;
  readonly direction: Float32Array;
  readonly product: Float32Array;
}

interface Rates {
  readonly iterations: number;
  readonly damping: number;
  readonly halvings: number;
}

/**
 * Solves (H + damping) x = g by conjugate gradients, g in `residual` at the start: arXiv:1502.05477, appendix C. Returns
 * xᵀ (H + damping) x.
 */
function solve(constraint: FlatConstraint, point: Float32Array, work: Work, { iterations, damping }: Rates): number {
  const { solution, residual, direction, product } = work;
  solution.fill(0);
  direction.set(residual);
  let squared = dot(residual, residual);
  let curvature = 0;
  for (let i = 0; i < iterations && squared > 0; i++) {
    constraint.hessianVector(point, direction, product);
    addScaled(product, damping, direction);
    const along = squared / dot(direction, product);
    addScaled(solution, along, direction);
    addScaled(residual, -along, product);
    curvature += along * squared;
    const next = dot(residual, residual);
    for (let j = 0; j < direction.length; j++) direction[j] = residual[j] + (next / squared) * direction[j];
    squared = next;
  }
  return curvature;
}

/** The longest step that the bound allows, halved until the loss is smaller within the bound. */
function constrainedStep(oracle: LossOracle, parameters: Float32Array, work: Work, rates: Rates): void {
  const [constraint] = oracle.constraints;
  const before = oracle.gradient(parameters, work.residual);
  const curvature = solve(constraint, parameters, work, rates);
  if (!(curvature > 0)) return;
  const longest = Math.sqrt((2 * constraint.bound) / curvature);
  const candidate = work.product;
  for (let halving = 0; halving < rates.halvings; halving++) {
    candidate.set(parameters);
    addScaled(candidate, -longest / 2 ** halving, work.solution);
    if (oracle.value(candidate) < before && constraint.value(candidate) <= constraint.bound) {
      parameters.set(candidate);
      return;
    }
  }
}

/** Natural gradient with a line search for some groups, Adam for the others. */
const naturalGradient = definePlugin({
  slot: 'optimiser',
  name: 'natural-gradient',
  description: 'Steps that keep a constraint, by conjugate gradients and a line search',
  source: { title: 'Schulman et al. 2015, Trust Region Policy Optimization', arxiv: '1502.05477', where: 'appendix C' },
  config: z.strictObject({
    groups: z.array(z.string()).default(['posterior']).describe('groups that are moved so'),
    iterations: z.int().positive().default(10).describe('of conjugate gradients; 10 in arXiv:1502.05477'),
    damping: z.number().min(0).default(0.1).describe('added to the Hessian; .1 in public code'),
    halvings: z.int().positive().default(10).describe('steps that are tried; 10 in public code'),
    learningRate: z.number().positive().default(1e-3).describe('of Adam for the other groups'),
  }),
  provides: ['naturalGradient', 'constraints'],
  requires: ['trustRegion.constraint'],
  inject: [],
  create: ({ groups, learningRate, ...rates }) => {
    const others = adam({ learningRate }).create();
    const natural = ({ parameters }: FlatGroup, vectors: readonly Float32Array[]) => {
      const [solution, residual, direction, product] = vectors;
      return {
        step: ({ oracle }: { readonly oracle?: LossOracle }) => {
          if (oracle) constrainedStep(oracle, parameters, { solution, residual, direction, product }, rates);
        },
        state: () => ({}),
        restore: () => {},
      };
    };
    return {
      vectors: Math.max(4, others.vectors),
      oracle: { groups, queries: ['value', 'gradient', 'hessianVector'] },
      attach: (group, vectors, kernels) =>
        groups.includes(group.name) ? natural(group, vectors) : others.attach(group, vectors, kernels),
    };
  },
});

const slots = () => ({
  environment: pendulum(),
  prior: previousPolicy(),
  mStep: snapshot({ rule: { kind: 'perRollout', rollouts: 1 } }),
  posterior: gaussian({ hidden: [64, 64], deviation: 'parameter' }),
  trustRegion: averageKl(),
  gradientEstimator: ratioGradient(),
  temperature: fixedTemperature({ alpha: 0 }),
  likelihood: optimality(),
  valueEstimator: stateValue(),
  bootstrap: stateValues(),
  returns: generalisedAdvantages({ lambda: 0.98 }),
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: rollouts({ length: 1024, epochs: 1, batchSize: 'all' }),
  optimiser: naturalGradient(),
  schedule: everyBatch({
    steps: [['eStep'], { phases: ['value'], repeat: 5 }, { phases: ['mStep'], every: { rollouts: 1 } }],
  }),
});

compose(slots(), { seed: 1 });

// @ts-expect-error steps along the gradient keep no constraint
compose({ ...slots(), optimiser: adam() }, { seed: 1 });
const { trustRegion: _bound, ...unbounded } = slots();
// @ts-expect-error there is nothing to keep
compose(unbounded, { seed: 1 });
// @ts-expect-error nor anything to keep it to
compose({ ...slots(), prior: uniform() }, { seed: 1 });
// @ts-expect-error the bound holds for those who collected
compose({ ...slots(), data: replay() }, { seed: 1 });
