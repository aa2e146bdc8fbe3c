import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  actionWidth,
  type Copy,
  Mlp,
  type NetworkShape,
  type Noise,
  type Normalising,
  type ObservationSpace,
  type ParameterGroup,
  type PhaseOutcome,
  type Reader,
  type StepContext,
} from '@vem/framework';
import { z } from 'zod';
import { GROUP, regression } from './regression.js';

/** The option of value estimators whose actions are those of a box. */
export const clipActions = z
  .boolean()
  .default(true)
  .describe(
    'whether actions outside of [−1, 1], as unbounded densities draw them, are valued as what the environment makes of them: the nearest action inside (critics of the public code of Hoffman et al. 2020, arXiv:2006.00979)',
  );

/** What draws the units that are left out for a reader: planners, who act, leave none out. */
export const learning = (reader: Reader, { noise }: Pick<StepContext, 'noise'>): Noise | undefined =>
  reader === 'planner' ? undefined : noise;

export interface QNetworksOptions extends NetworkShape {
  /** Values actions outside of [−1, 1] as the nearest one inside. */
  readonly clipActions: boolean;
}

/** Networks from state and action to a value: the critics of one or more that estimate the same Q. */
export class QNetworks {
  readonly #networks: readonly Mlp[];
  readonly #clips: boolean;

  /** @param names - one per network */
  constructor(
    names: readonly string[],
    { clipActions, ...network }: QNetworksOptions,
    observation: ObservationSpace,
    action: ActionSpace,
    group: ParameterGroup,
  ) {
    this.#clips = clipActions && action.kind === 'box';
    const input = observation.size + actionWidth(action);
    this.#networks = names.map((name) => new Mlp(group, { ...network, name, input, output: 1 }));
  }

  /** [S·B, O + A], what enters the networks: all samples [S, B, A] go through them as one batch. */
  rows(observation_BO: tf.Tensor, action_SBA: tf.Tensor): tf.Tensor {
    const [samples, rows, width] = action_SBA.shape as [number, number, number];
    const valued_SBA = this.#clips ? tf.clipByValue(action_SBA, -1, 1) : action_SBA;
    const flat = tf.reshape(valued_SBA, [samples * rows, width]);
    return tf.concat([samples === 1 ? observation_BO : tf.tile(observation_BO, [samples, 1]), flat], 1);
  }

  /**
   * [R, 1] from each network, of what `rows` made.
   *
   * @param how - `noise` draws the units that are left out; `normalising`: by which statistics, of networks with `batchNorm`
   */
  of(
    step: StepContext,
    input_RI: tf.Tensor,
    copy: Copy,
    { noise, normalising }: { readonly noise?: Noise | undefined; readonly normalising?: Normalising } = {},
  ): tf.Tensor[] {
    const parameters = step.parameters(GROUP, copy);
    return this.#networks.map((network) => network.forward(parameters, input_RI, noise, normalising));
  }

  /**
   * [S, B] from each network: the values of actions [S, B, A].
   *
   * @param noise - draws the units that are left out; absent: all take part
   */
  values(step: StepContext, observation_BO: tf.Tensor, action_SBA: tf.Tensor, copy: Copy, noise?: Noise): tf.Tensor[] {
    const [samples, rows] = action_SBA.shape as [number, number, number];
    const valued = this.of(step, this.rows(observation_BO, action_SBA), copy, { noise });
    return valued.map((q_R1) => tf.reshape(q_R1, [samples, rows]));
  }

  /** The sum over networks of the mean over the batch of ½ (Q − y)², y the returns' target. */
  regression(step: StepContext): PhaseOutcome {
    const { batch } = step;
    const target_B = step.returns.target();
    const action_SBA = tf.expandDims(batch.action_BA, 0);
    const values = this.values(step, batch.observation_BO, action_SBA, 'online', step.noise).map((q_SB) =>
      tf.squeeze(q_SB, [0]),
    );
    return regression(values, target_B, { name: 'q' });
  }
}
