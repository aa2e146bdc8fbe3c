import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import { z } from 'zod';
import { gaussianDensity } from '../densities/gaussian.js';
import { autoregressiveLatent, type HeldLatent, latentDensity } from '../densities/latent.js';
import { type ActionSpace, actionWidth, type ObservationSpace, placeOf } from '../environment/spaces.js';
import type { ParameterGroup } from '../parameters/group.js';
import type { Density, LatentParts } from '../slots/density.js';
import type { Noise } from '../slots/step.js';
import { type Deviation, GaussianNetwork } from './gaussianNetwork.js';
import type { NetworkShape } from './networkShape.js';
import { type ObservationView, partsSeen, type Seeing, type Sees, viewOf } from './observationView.js';

/** Parts of the observation that a behaviour with a latent carries: z of the step before, for how many steps more it is held, and whether there is one. */
export const LATENT_MEMORY = { latent: 'z', left: 'left', begun: 'begun' } as const;

const CARRIED: readonly string[] = Object.values(LATENT_MEMORY);

/** The option that prior, posterior and behaviour have alike. */
export const latentsOption = z
  .int()
  .positive()
  .default(4)
  .describe(
    'Z, dimension of the latent variable z, alike in prior, posterior and behaviour; ours, for a point mass: bodies with more joints have more to say',
  );

/** How z of a step hangs on that of the step before: z_t ∼ N(a z_{t−1}, (1 − a²) I), N(0, I) in the first step; a = 0: not at all. */
export interface Autoregression {
  /** a */
  readonly persistence: number;
}

export interface LatentGaussianShape {
  readonly network: NetworkShape;
  /** Z */
  readonly latents: number;
  /** Of both levels. */
  readonly deviation: Deviation;
  readonly sees: Sees | undefined;
  /** In place of a network, of what z is drawn from. */
  readonly latent?: Autoregression | undefined;
  /** Whether there is a network of p(a|z, s); else it is given with each call. */
  readonly ownLow: boolean;
}

/**
 * A latent Gaussian and a Gaussian given it, on a view of the observation, without what the behaviour carries: p(z|x) p(a|z, x),
 * Tirumala et al. 2019, arXiv:1903.07438.
 */
export class LatentGaussian {
  readonly #high: GaussianNetwork | undefined;
  readonly #low: GaussianNetwork | undefined;
  readonly #view: ObservationView;
  readonly #memory: { readonly [K in keyof typeof LATENT_MEMORY]: ObservationView } | undefined;
  readonly #shape: LatentGaussianShape;

  /** @throws VEM_VIEW_UNKNOWN, VEM_NETWORK_RESIDUAL */
  constructor(
    group: ParameterGroup,
    shape: LatentGaussianShape,
    observation: ObservationSpace,
    action: ActionSpace,
    seeing: Seeing,
  ) {
    const { network, latents, deviation, sees, latent, ownLow } = shape;
    this.#shape = shape;
    const seen = partsSeen(observation, sees, seeing).filter((name) => !CARRIED.includes(name));
    this.#view = viewOf(observation, seen, seeing);
    const carries = placeOf(observation, LATENT_MEMORY.left) !== undefined;
    if (carries || latent) {
      const part = (name: string) => viewOf(observation, [name], seeing);
      const { latent: own, left, begun } = LATENT_MEMORY;
      this.#memory = { latent: part(own), left: part(left), begun: part(begun) };
    }
    if (!latent)
      this.#high = new GaussianNetwork(group, { ...network, name: 'high', input: this.#view.size }, latents, deviation);
    if (ownLow) {
      const low = { ...network, name: 'low', input: this.#view.size + latents };
      this.#low = new GaussianNetwork(group, low, actionWidth(action), deviation);
    }
  }

  /** @param given - p(a|z, s), where this one has no network of its own */
  at(parameters: Tensors, observation_BO: tf.Tensor, noise: Noise, given?: LatentParts['given']): Density {
    const seen_BV = this.#view.of(observation_BO);
    const low = this.#low;
    const own = (z_SBZ: tf.Tensor) => {
      const [samples, rows, width] = z_SBZ.shape as [number, number, number];
      const states_NV = tf.tile(seen_BV, [samples, 1]);
      const input_NI = tf.concat([states_NV, tf.reshape(z_SBZ, [samples * rows, width])], 1);
      return gaussianDensity(low!.forward(parameters, input_NI), 'tanh', noise);
    };
    const latent = this.#latent(parameters, seen_BV, observation_BO, noise);
    return latentDensity(
      { name: LATENT_MEMORY.latent, latent, given: low ? own : given! },
      'u',
      this.#held(observation_BO),
    );
  }

  #latent(parameters: Tensors, seen_BV: tf.Tensor, observation_BO: tf.Tensor, noise: Noise): Density {
    if (this.#high) return gaussianDensity(this.#high.forward(parameters, seen_BV), 'identity', noise);
    const { latent, begun } = this.#memory!;
    const begins_B = tf.sub(1, tf.squeeze<tf.Tensor>(begun.of(observation_BO), [1]));
    return autoregressiveLatent(latent.of(observation_BO), begins_B, this.#shape.latent!.persistence, noise);
  }

  #held(observation_BO: tf.Tensor): HeldLatent | undefined {
    if (!this.#memory) return undefined;
    return {
      latent_BZ: this.#memory.latent.of(observation_BO),
      isHeld_B: tf.cast(tf.greater(tf.squeeze<tf.Tensor>(this.#memory.left.of(observation_BO), [1]), 0.5), 'float32'),
    };
  }
}
