import type { Tensor } from '@tensorflow/tfjs-core';
import type { Stream } from '../random/stream.js';
import type { ProgramSlot } from './programSlot.js';
import type { Progress } from './progress.js';

/** What one imagined step makes of B states. */
export interface ImaginedTransitions {
  /** [B, A] in box units or one-hot. */
  readonly action_BA: Tensor;
  readonly reward_B: Tensor;
  readonly next_BO: Tensor;
  /** 1 where the episode ends. */
  readonly ended_B: Tensor;
  /** As of `ImaginedStep`. */
  readonly distance_B?: Tensor | undefined;
}

export interface ImaginationProgram {
  /** One step from [B, O]: somebody acts, and the model says what follows. */
  imagine(observation_BO: Tensor): ImaginedTransitions;
}

/** The same as numbers, [R, size] by column, as transitions are recorded. Arrays are reused: copy. */
export interface ImaginedColumns {
  readonly columns: Readonly<Record<string, Float32Array>>;
  /** [R], where the model can tell. */
  readonly distance_R: Float32Array | undefined;
}

/**
 * How a data source imagines rows besides those that are recorded: roll-outs in the model, R side by side, one step of which
 * is a turn of the loop, so that a run can be left and resumed in their middle.
 */
export interface Imagination extends ProgramSlot<ImaginationProgram> {
  /** R, rows of its program. */
  readonly rows: number;
  /** Whether there is a step to imagine before the next update. */
  due(progress: Progress): boolean;
  /** Writes the states that it starts from, [R, O]. @param stream - for whatever is chosen at random */
  start(observation_RO: Float32Array, stream: Stream): void;
  /**
   * Takes what was imagined. Returns numbers for the log, by `slot/metric`.
   *
   * @throws where nobody should learn from it
   */
  take(imagined: ImaginedColumns, progress: Progress): Readonly<Record<string, number>>;
}
