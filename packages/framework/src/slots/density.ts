import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Where a density measures volume. `u`: before the squash; `box`: actions on [−1, 1]^A (an unsquashed Gaussian lives
 * here too, with support beyond the box); `finite`: probabilities of finitely many actions. Ratios, KL divergences and
 * weights are formed only in a space that both sides have.
 */
export type DensitySpace = 'u' | 'box' | 'finite';

/** Actions drawn for each row of a batch. A is the dimension of a box or the number of finite actions (one-hot). */
export interface ActionSample {
  /** [S, B, A] in box units, or one-hot. */
  readonly action_SBA: Tensor;
  /** [S, B, A], the same actions before the squash, where there is one. */
  readonly preSquash_SBA?: Tensor;
  /** Latent variables drawn on the way, by name, each [S, B, Z]. */
  readonly latents?: Readonly<Record<string, Tensor>>;
}

/** All actions of a finite space with their log-probabilities. */
export interface Enumeration {
  /** [B, A], normalised over A unless the density is a potential. */
  readonly logProb_BA: Tensor;
}

/** A diagonal Gaussian's parameters. */
export interface GaussianParameters {
  /** [B, A] */
  readonly mean_BA: Tensor;
  /** [B, A], log of the standard deviation. */
  readonly logStd_BA: Tensor;
}

/** Samples that stand for a distribution by weight. */
export interface WeightedSample {
  readonly sample: ActionSample;
  /** [S, B], ≥ 0; sums to 1 over S (`perState`) or over everything (`perBatch`), or to anything (`none`). */
  readonly weight_SB: Tensor;
  readonly normalisation: 'perState' | 'perBatch' | 'none';
}

/**
 * How a density with a latent variable is put together, p(a|s) = ∫ p(z|s) p(a|z, s) dz (Tirumala et al. 2019,
 * arXiv:1903.07438): for divergences part by part, and for behaviours that hold z over several steps.
 */
export interface LatentParts {
  /** What samples call z under `latents`. */
  readonly name: string;
  /** p(z|s) at the B states; the "actions" of its samples are z, [S, B, Z]. */
  readonly latent: Density;
  /** p(a|z, s) at S·B states, the B states S times over. */
  given(latent_SBZ: Tensor): Density;
}

/**
 * A conditional distribution over actions at B states, inside a tensor program. Everything but `space` is a
 * capability that may be absent; plugins declare which they have, so that a missing one is found before the run.
 */
export interface Density {
  /** Spaces it can be evaluated in, preferred first. */
  readonly spaces: readonly DensitySpace[];
  /** Draws S actions per state; differentiable in the parameters where the density is pathwise. */
  sample?(count: number): ActionSample;
  /** [S, B], log-density of the samples in that space. */
  logProb?(sample: ActionSample, space: DensitySpace): Tensor;
  /**
   * `logProb` is that of pairs of an action and a latent variable, over an auxiliary density of the latter given the former: of samples
   * with their latents alone, and on average no less than log π(a|s).
   */
  readonly ofPairs?: true;
  /** S = 1: the action to take when exploring is over. */
  mode?(): ActionSample;
  /** [B], KL(this ‖ other) in closed form, or undefined where the pair has none. */
  klTo?(other: Density): Tensor | undefined;
  /** Whether `klTo` is the divergence or, as with latent variables, no less than it; absent: exact. */
  readonly klKind?: 'exact' | 'upperBound';
  /** Present where the density has a latent variable; `logProb` is then absent unless z can be summed out, or told from the action. */
  readonly latentParts?: LatentParts;
  /** [S, B], log p(z|s) + log p(a|z, s) of samples with their latents: what ratios to a behaviour with latents take. */
  jointLogProb?(sample: ActionSample): Tensor;
  enumerate?(): Enumeration;
  weighted?(): WeightedSample;
  readonly gaussian?: GaussianParameters;
  /**
   * log of what it adds up to over all actions, in nats, or [B] where that differs from state to state; absent: 0, it is
   * normalised. Samples follow it normalised.
   */
  readonly logMass?: number | Tensor;
  /** The normalised density that a potential is made from, e.g. p behind p^c: what M-steps fit. Absent: itself. */
  readonly base?: Density;
}

/** The outcome of an E-step at B states. */
export type Belief = Density;
