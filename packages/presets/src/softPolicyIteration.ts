import { definePreset } from '@vem/framework';
import { beforeActing } from '@vem/training';
import { exactSum } from '@vem/values';
import { softValueIteration } from './softValueIteration.js';

/** Soft policy iteration on a known model: value the policy, then make it better, until it stays. */
export const softPolicyIteration = definePreset({
  name: 'soft-policy-iteration',
  description: 'Soft policy iteration on known tables: exact soft evaluation and exact improvement in turns',
  cell: { prior: 'uniform', model: 'based', posterior: 'nonParametric' },
  sources: [
    {
      title: 'Haarnoja et al. 2018, Soft Actor-Critic: Off-Policy Maximum Entropy Deep RL',
      arxiv: '1801.01290',
      where: 'theorem 1',
    },
  ],
  slots: () => ({
    ...softValueIteration(),
    bootstrap: { discrete: exactSum() },
    schedule: beforeActing({ steps: [['value'], ['eStep']] }),
  }),
});
