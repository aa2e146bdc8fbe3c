import { gaussianPolicy, network } from './onPolicy.js';

/** The guide's network: that of the other on-policy rows. */
export const guide = network.policy;
export const gaussianGuide = gaussianPolicy;

/** rl.pyro, the code that goes with the letter: 2×512 ReLU. */
export const letterGuide = { hidden: [512, 512], activation: 'relu' as const };
