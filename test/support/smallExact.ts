import { chain, lqr } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { networkPotential } from '@vem/likelihoods';
import { gLearning, maxentIrl, messagePassing, softPolicyIteration, softValueIteration } from '@vem/presets';

/** Presets that know their model, and the one on tables, where tables and linear systems are declared. */
export const smallExact = {
  'soft value iteration': { ...softValueIteration(), environment: chain() },
  'soft policy iteration': { ...softPolicyIteration(), environment: chain() },
  'message passing, tables': { ...messagePassing(), environment: chain({ timeLimit: 5 }) },
  'message passing, linear': { ...messagePassing('variational'), environment: lqr({ timeLimit: 5 }) },
  'maxent-irl': { ...maxentIrl(), environment: chain({ timeLimit: 5 }) },
  'maxent-irl, network': {
    ...maxentIrl('network'),
    environment: chain({ timeLimit: 5 }),
    likelihood: networkPotential({ hidden: [8] }),
  },
  'maxent-irl, prior': { ...maxentIrl('prior'), environment: chain({ timeLimit: 5 }) },
  'g-learning': { ...gLearning(), environment: chain() },
} as const satisfies Readonly<Record<string, SlotMap>>;
