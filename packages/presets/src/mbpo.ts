import { definePreset } from '@vem/framework';
import { ensemble } from '@vem/models';
import { reparameterised, tanhGaussian, targetEntropy } from '@vem/posteriors';
import { branchedRollouts, offPolicy, samplePosterior } from '@vem/training';
import { expectation, twinQ } from '@vem/values';
import { sac } from './sac.js';
import { modelFit } from './tuned/modelFit.js';

const MBPO = {
  title: 'Janner et al. 2019, When to Trust Your Model: Model-Based Policy Optimization',
  arxiv: '1906.08253',
};

/** What differs from task to task in the public code. */
interface Task {
  readonly warmUp: number;
  readonly updates: number;
  readonly targetEntropy: number | 'auto';
  readonly rollouts?: Parameters<typeof branchedRollouts>[0];
}

const slots = ({ warmUp, updates, targetEntropy: target, rollouts }: Task) => ({
  ...sac(),
  posterior: { box: tanhGaussian() },
  valueEstimator: { box: twinQ() },
  bootstrap: { box: expectation() },
  gradientEstimator: reparameterised(),
  temperature: targetEntropy({ target, gradient: 'logAlpha' }),
  behaviour: samplePosterior({ warmUpSteps: warmUp }),
  model: ensemble(),
  data: branchedRollouts({ startAfter: warmUp, ...rollouts }),
  schedule: offPolicy({ updatesPerStep: updates, steps: [modelFit(), ['value'], ['eStep', 'temperature']] }),
});

const task = (name: string, options: Omit<Task, 'warmUp'> & Partial<Task>) => ({
  description: `${name}: ${options.updates} updates per step, a target entropy of ${options.targetEntropy}`,
  sources: [MBPO],
  slots: () => slots({ warmUp: 5000, ...options }),
});

/** SAC that learns from short roll-outs in a learned model, many times per environment step. */
export const mbpo = definePreset({
  name: 'mbpo',
  description:
    'Model-based policy optimisation: SAC on short roll-outs in a learned model that begin at recorded states',
  cell: { prior: 'uniform', model: 'based', posterior: 'parametric' },
  sources: [
    MBPO,
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications', arxiv: '1812.05905' },
  ],
  slots: () => slots({ warmUp: 5000, updates: 20, targetEntropy: 'auto' }),
  variants: {
    hopper: task('Hopper', {
      updates: 20,
      targetEntropy: -1,
      rollouts: { horizon: { from: 1, to: 15, begin: 20_000, end: 150_000 } },
    }),
    walker: task('Walker2d', { updates: 20, targetEntropy: -3 }),
    'half-cheetah': task('HalfCheetah', { updates: 40, targetEntropy: -3 }),
    'inverted-pendulum': task('InvertedPendulum', {
      warmUp: 500,
      updates: 10,
      targetEntropy: -0.05,
      rollouts: { retained: 1 },
    }),
    small: {
      description: 'A model of 2 × 64 units and 2000 roll-outs, 10 updates per step, for small tasks and one core',
      sources: [
        {
          title:
            'Chosen here: 7 networks of 2 × 64 instead of 4 × 200 units, 2000 instead of 1e5 roll-outs; 25 instead of 5 epochs of patience, as an epoch of 500 rows has 2 optimiser steps and one of 5000, where the paper begins, 16',
        },
      ],
      slots: () => ({
        ...slots({ warmUp: 500, updates: 10, targetEntropy: 'auto', rollouts: { rollouts: 2000, retained: 4 } }),
        model: ensemble({ hidden: [64, 64], patience: 25 }),
      }),
    },
  },
});
