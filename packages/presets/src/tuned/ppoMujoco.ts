import { gaussian } from '@vem/posteriors';
import { rollouts, runningStatistics } from '@vem/training';
import { generalisedAdvantages } from '@vem/values';
import { CLEANRL, oneFlag, policy } from './ppo.js';

/** CleanRL's ppo_continuous_action.py, its defaults: 2048 steps of one environment, 10 epochs of 32 minibatches, rate 3e-4. */
export const cleanrl = {
  description: 'MuJoCo tasks at 1,000,000 steps, the defaults of CleanRL’s ppo_continuous_action.py',
  sources: [CLEANRL],
  run: { environments: 1 },
  changes: () => ({
    normaliser: runningStatistics(),
    data: rollouts({ length: 2048, epochs: 10, batchSize: 64 }),
    returns: generalisedAdvantages(oneFlag),
  }),
};

/** The same where σ = 1 in the environment's own units (±3) is a third of the box's half. */
export const invertedPendulum = {
  ...cleanrl,
  description: 'InvertedPendulum-v5 at 1,000,000 steps, the defaults of CleanRL’s ppo_continuous_action.py',
  changes: () => ({ ...cleanrl.changes(), posterior: gaussian({ ...policy, initialStd: 1 / 3 }) }),
};
