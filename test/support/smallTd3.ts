import { pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { deterministic } from '@vem/posteriors';
import { ddpg, td3 } from '@vem/presets';
import { adam, noisyMode, replay } from '@vem/training';
import { singleQ, smoothedPolicy, twinQ } from '@vem/values';

const hidden = [8];
export const follows = { kind: 'polyak', tau: 0.005 } as const;
export const followsDelayed = { ...follows, every: 2 } as const;

const common = {
  environment: pendulum(),
  posterior: deterministic({ hidden }),
  behaviour: noisyMode({ warmUpSteps: 20 }),
  data: replay({ batchSize: 16, capacity: 100, startAfter: 20 }),
  optimiser: adam({ learningRate: 1e-3 }),
};

/** TD3 on the pendulum with networks of 8 units, learning after 20 steps. */
export const smallTd3 = {
  ...td3(),
  ...common,
  valueEstimator: twinQ({ hidden, target: followsDelayed, combineForEStep: 'first' }),
  bootstrap: smoothedPolicy({ target: followsDelayed }),
} as const satisfies SlotMap;

/** The same of DDPG. */
export const smallDdpg = {
  ...ddpg(),
  ...common,
  valueEstimator: singleQ({ hidden, target: follows }),
  bootstrap: smoothedPolicy({ noise: 0, target: follows }),
} as const satisfies SlotMap;
