import * as tf from '@tensorflow/tfjs-core';
import type { ActionSpace } from '../environment/spaces.js';
import type { Density } from '../slots/density.js';
import type { Noise } from '../slots/step.js';
import { oneHot } from './oneHot.js';

/**
 * What "uniform" is measured against. `counting`: log p = 0 everywhere, the entropy bonus of SAC and SQL.
 * `normalised`: log p = −A log 2 on [−1, 1]^A, or −log K for K actions. They differ by a constant per step, which
 * matters where episodes end by themselves.
 */
export type ReferenceMeasure = 'counting' | 'normalised';

/** log p of the uniform density, in nats. */
export function uniformLogDensity(space: ActionSpace, reference: ReferenceMeasure): number {
  if (reference === 'counting') return 0;
  return space.kind === 'box' ? -space.dimension * Math.LN2 : -Math.log(space.count);
}

/** The uniform density over B states. */
export function uniformDensity(space: ActionSpace, reference: ReferenceMeasure, rows: number, noise: Noise): Density {
  const level = uniformLogDensity(space, reference);
  const logMass = level - uniformLogDensity(space, 'normalised');
  const flat_SB = (samples: number) => tf.fill([samples, rows], level);
  if (space.kind === 'box')
    return {
      spaces: ['box'],
      logMass,
      sample: (count) => ({ action_SBA: tf.sub(tf.mul(2, noise.uniform([count, rows, space.dimension])), 1) }),
      logProb: (sample) => flat_SB(sample.action_SBA.shape[0]),
    };
  return {
    spaces: ['finite'],
    logMass,
    sample: (count) => {
      const index_SB = tf.floor(tf.mul(noise.uniform([count, rows]), space.count));
      return { action_SBA: oneHot(index_SB, space.count) };
    },
    logProb: (sample) => flat_SB(sample.action_SBA.shape[0]),
    enumerate: () => ({ logProb_BA: tf.fill([rows, space.count], level) }),
  };
}
