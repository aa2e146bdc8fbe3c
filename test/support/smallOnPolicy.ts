import { cartPole, pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { categorical, clippedRatio, fixedTemperature, gaussian } from '@vem/posteriors';
import { previousPolicy, snapshot } from '@vem/priors';
import { adam, everyBatch, rollouts, runningStatistics, samplePosterior } from '@vem/training';
import { generalisedAdvantages, stateValue, stateValues } from '@vem/values';

const hidden = [8];

/**
 * Learning from the latest roll-out with small networks: clipped ratios, advantages along time, observations and rewards
 * normalised, the prior a copy from the end of the roll-out before.
 */
export const smallOnPolicy = (kind: 'box' | 'discrete', data: Parameters<typeof rollouts>[0] = {}) =>
  ({
    environment: kind === 'box' ? pendulum() : cartPole(),
    prior: previousPolicy(),
    posterior: kind === 'box' ? gaussian({ hidden }) : categorical({ hidden }),
    likelihood: optimality(),
    valueEstimator: stateValue({ hidden }),
    bootstrap: stateValues(),
    returns: generalisedAdvantages(),
    gradientEstimator: clippedRatio(),
    temperature: fixedTemperature({ alpha: 0.01 }),
    mStep: snapshot({ rule: { kind: 'perRollout', rollouts: 1 } }),
    normaliser: runningStatistics(),
    behaviour: samplePosterior({ warmUp: 'policy' }),
    data: rollouts({ length: 16, epochs: 2, batchSize: 8, ...data }),
    optimiser: adam({ learningRate: 3e-3 }),
    schedule: everyBatch({ steps: [['value', 'eStep'], ['mStep']] }),
  }) satisfies SlotMap;
