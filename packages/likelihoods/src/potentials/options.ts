import type { Capability } from '@vem/framework';
import { z } from 'zod';

/** Options of every potential that is learned against an exact E-step. */
export const learnedRewardOptions = {
  decay: z
    .number()
    .min(0)
    .default(1e-3)
    .describe(
      'λ: ½ λ |w|² is added to the negative log-likelihood of one episode, in nats, so that rewards which the demonstrations say nothing about stay small; 0 where policies are to be recovered to the last digit',
    ),
  tolerance: z
    .number()
    .min(0)
    .default(1e-6)
    .describe('a step that moves no parameter by more than this says that the reward is found'),
};

/** What that takes from other slots. */
export const LEARNED_REWARD_REQUIRES = [
  'environment.finite',
  'environment.tables',
  'data.demonstrations',
  'data.time',
  'prior.density',
  'posterior.host',
  'valueEstimator.host',
  'returns.host',
  'temperature.host',
  'model.host',
] as const satisfies readonly Capability[];
