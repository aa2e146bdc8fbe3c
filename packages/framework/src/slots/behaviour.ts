import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { Stream } from '../random/stream.js';
import type { ProgramSlot } from './programSlot.js';
import type { Progress } from './progress.js';
import type { Simulation } from './simulating.js';

/** A column that the behaviour writes next to each action, of fixed size. */
export interface RecordColumn {
  readonly name: string;
  /** Numbers per row. */
  readonly size: number;
}

/** What a behaviour decides for N observations. */
export interface Acted {
  /** [N, A] in box units or one-hot. */
  readonly action_NA: Tensor;
  /** What to carry to the next step, [N, size] per column of the behaviour's memory; absent: as it was. */
  readonly memory?: Tensors;
}

export interface BehaviourProgram {
  /**
   * Actions to explore with, and one tensor [N, size] per declared column; `metrics` are scalars for the log.
   *
   * @param memory - what earlier steps of the episode left, zero at its start
   */
  act(observation_NO: Tensor, memory: Tensors): Acted & { readonly record: Tensors; readonly metrics?: Tensors };
  /** Actions to show what was learned: the mode, samples, or the best of some samples. */
  evaluate(observation_NO: Tensor, manner: EvaluationManner, memory: Tensors): Acted;
  /** Of behaviours that simulate: what they want to know of states that were tried, [R, O]. */
  consider?(observation_RO: Tensor): Tensors;
}

/** `mode`: the belief's mode; `bestOfQ`: the best of 32 samples by Q; `sample`: a draw. */
export type EvaluationManner = 'mode' | 'bestOfQ' | 'sample';

/** The value in the `behaviour` slot: who acts while training and while being evaluated. */
export interface Behaviour extends ProgramSlot<BehaviourProgram> {
  readonly columns: readonly RecordColumn[];
  /**
   * What it carries from step to step of an episode (a held latent, a recurrent state); forgotten when one ends. Each column
   * is a named part at the end of every observation that programs see, recorded ones too, so other slots may look at it
   * or, by a view, not. Its own program also gets the memory apart.
   */
  readonly memory?: readonly RecordColumn[];
  /** How evaluations act unless told otherwise. */
  readonly evaluation: EvaluationManner;
  /**
   * Present: while training it acts by trying actions in copies of the environments; `act` is for where there are none, in
   * stored policies for instance.
   */
  readonly simulation?: Simulation | undefined;
  /** Whether this step's actions come from outside the policy (uniform exploration at the start). */
  explores?(progress: Progress): boolean;
  /**
   * Fills [N, A] actions and the declared columns for such a step.
   *
   * @param action_NA - holds the actions of the step before: leave them to repeat them
   */
  explore?(
    stream: Stream,
    action_NA: Float32Array,
    progress: Progress,
    columns: Readonly<Record<string, Float32Array>>,
  ): void;
}
