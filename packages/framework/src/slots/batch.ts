import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';

/**
 * What a program sees of the recorded experience. B rows of transitions; a finite action arrives one-hot. Observations and
 * rewards are as the normaliser gives them, where there is one.
 *
 * `columns` holds what else was recorded or added, [B, size] by name. Names that slots agree on, with the capability
 * that promises them: `logMu` (`behaviour.logMu`), log-density of the action under whoever acted, in the density's
 * preferred space; `preSquash` (`behaviour.preSquash`), the action before the squash; `advantage`, `return` and `value`
 * (`returns.advantage`); `weight` (`data.episodes`): how much a row counts; `time` and `path` (`data.time`, `data.path`): steps since the episode began, and a number of its
 * own for each episode of an environment; `visit` (`data.visits`), the row's discounted weight γ^t; `demonstrated` (`data.demonstrations`), how
 * much a row of a demonstration counts, so that a mean over rows of `demonstrated` · x is the sum of x over one episode of those who
 * showed it, on average; 0 in rows of others.
 */
export interface Batch {
  readonly observation_BO: Tensor;
  readonly action_BA: Tensor;
  /** [B]; of the first step where rows stand for windows. */
  readonly reward_B: Tensor;
  /** The final observation of an episode that ended here, never the first one of the next. */
  readonly nextObservation_BO: Tensor;
  /** 1 where the environment ended the episode by its own rule: nothing follows. */
  readonly terminated_B: Tensor;
  /** 1 where a time limit cut the episode: the future goes on and is bootstrapped. */
  readonly truncated_B: Tensor;
  readonly columns: Tensors;
  /**
   * [B], present where rows do not count alike, as column `weight`: a loss is mean(weight · x), which `meanOverRows` forms.
   * 0 in rows that are no steps at all: what fills episodes up to the length of the longest.
   */
  readonly weight_B?: Tensor | undefined;
  /** Present where rows stand in order of time: roll-outs, sequences. B = T·N; row t·N + n is step t of stretch n. */
  readonly time?: Stretch;
  /** Present where each row stands for a window of up to T steps: `nextObservation_BO` and the ends are those of the last. */
  readonly window?: Window;
}

/** The shape of rows in order of time: `tf.reshape(x, [T, N])` gives time its axis. Episodes end at rows that say so. */
export interface Stretch {
  /** T */
  readonly steps: number;
  /** N, stretches side by side. */
  readonly count: number;
}

/** The steps behind each of B rows. */
export interface Window extends Stretch {
  /** Its rewards alone, as rows [T·B] in order of time; zero after the end. Other columns are errors. */
  readonly rows: Pick<Batch, 'reward_B'>;
  /** [B], steps of the window, at most T. */
  readonly length_B: Tensor;
}

/**
 * Experience in order of time that is looked back on: T steps of N environments that went on side by side. Returns that
 * look along time read it: generalised advantages (Schulman et al. 2016, arXiv:1506.02438), V-trace (Espeholt et al. 2018,
 * arXiv:1802.01561). An episode's last row has its final observation under `nextObservation_BO`; the next row's
 * observation starts another one.
 */
export type Rollout = Batch & { readonly time: Stretch };
