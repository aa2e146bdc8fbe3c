// Skeleton: proof on types, nothing runs. IADP, an information-asymmetric default policy: Galashov et al. 2019,
// arXiv:1905.01240.
//
// The prior is learned and does not see the goal: all it takes is its view. Schedule: off-policy, [value],
// [eStep + mStep]. Carries: replay of sequences with the behaviour's log-densities, lagging copies of critic and prior.
import { pointMass } from '@vem/envs';
import { compose } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature, reparameterised, tanhGaussian } from '@vem/posteriors';
import { distil, learnedGaussian } from '@vem/priors';
import { adam, offPolicy, replay, rollouts, samplePosterior } from '@vem/training';
import { expectation, singleQ, stateValue } from '@vem/values';
import { unrecorded } from '../unrecorded.js';
import { retrace, sequenceReplay } from './sequences.js';

const slots = () => ({
  environment: pointMass(),
  prior: learnedGaussian({ view: ['position', 'velocity'] }),
  posterior: tanhGaussian(),
  likelihood: optimality(),
  valueEstimator: singleQ({ target: { kind: 'copyEvery', updates: 100 } }),
  bootstrap: expectation(),
  returns: retrace(),
  gradientEstimator: reparameterised(),
  temperature: fixedTemperature({ alpha: 0.01 }),
  mStep: distil(),
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: sequenceReplay(),
  optimiser: adam({ learningRate: 1e-4 }),
  schedule: offPolicy(),
});

compose(slots(), { seed: 1 });

// @ts-expect-error there is no way to look along single transitions
compose({ ...slots(), data: replay() }, { seed: 1 });
// @ts-expect-error nor along rows of a roll-out that were shuffled
compose({ ...slots(), data: rollouts() }, { seed: 1 });
// @ts-expect-error ratios need to know how likely the recorded actions were
compose({ ...slots(), behaviour: unrecorded() }, { seed: 1 });
// @ts-expect-error and the differences along the way what each action is worth
compose({ ...slots(), valueEstimator: stateValue() }, { seed: 1 });
const { mStep: _distil, ...untrained } = slots();
// @ts-expect-error nothing trains the prior
compose(untrained, { seed: 1 });
