import { network } from './onPolicy.js';

export const { policy, value } = network;

/** log σ is a parameter of its own, the same at every state, from 0 on; actions are clipped by the environment. */
export const gaussianPolicy = {
  ...policy,
  squash: 'identity' as const,
  deviation: 'parameter' as const,
  initialStd: 1,
};
