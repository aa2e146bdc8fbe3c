import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { batchWeights, klDual } from '@vem/posteriors';
import { categoricalKl, decoupledGaussian, learnedCategorical, learnedGaussian, weightedMle } from '@vem/priors';
import { adam, everyBatch, rollouts, samplePrior } from '@vem/training';
import { generalisedAdvantages, stateValue, stateValues } from '@vem/values';
import { network } from './tuned/onPolicy.js';
import * as tuned from './tuned/vmpo.js';

const slots = () => ({
  // The policy is the prior; its lagging copy collects roll-outs, so that weights are relative to who acted.
  prior: { box: learnedGaussian({ ...tuned.policy, squash: 'identity' }), discrete: learnedCategorical(tuned.policy) },
  behaviour: samplePrior({ copy: 'target' }),
  // The posterior is weights on the better half of the whole roll-out.
  posterior: batchWeights(),
  temperature: klDual(tuned.temperature),
  mStep: weightedMle({ decoupled: false }),
  trustRegion: { box: decoupledGaussian(tuned.gaussianBounds), discrete: categoricalKl(tuned.categoricalBound) },
  likelihood: optimality(),
  valueEstimator: stateValue(network.value),
  bootstrap: stateValues(),
  // λ = 1: n-step returns to the end of the roll-out.
  returns: generalisedAdvantages({ lambda: 1 }),
  data: rollouts({ length: 32, epochs: 1, batchSize: 'all' }),
  optimiser: adam({ learningRate: tuned.learningRate }),
  schedule: everyBatch({ steps: [['value', 'eStep', 'mStep', 'temperature']] }),
});

/** On-policy maximum a posteriori policy optimisation: the posterior weighs what was collected, the prior is fitted to it. */
export const vmpo = definePreset({
  name: 'vmpo',
  description:
    'On-policy MPO: the posterior is weights on the better half of a roll-out, a learned prior acts, KL bounds on both steps',
  cell: { prior: 'learned', model: 'free', posterior: 'nonParametric' },
  sources: [
    {
      title: 'Song et al. 2019, V-MPO: On-Policy Maximum a Posteriori Policy Optimization',
      arxiv: '1909.12238',
    },
  ],
  run: { environments: 8 },
  slots,
  variants: {
    cartpole: { ...tuned.cartPole, slots: () => ({ ...slots(), ...tuned.cartPole.changes() }) },
    pendulum: { ...tuned.pendulum, slots: () => ({ ...slots(), ...tuned.pendulum.changes() }) },
  },
});
