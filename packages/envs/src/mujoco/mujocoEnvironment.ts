import {
  box,
  type Depends,
  defineEnvironment,
  type EnvironmentConfig,
  type EnvironmentDefinition,
  meanReturnAtLeast,
  type ObservationSpace,
} from '@vem/framework';
import type { z } from 'zod';
import { mujocoDynamics, type Task } from './dynamics.js';
import { loadMujoco, mujoco } from './loadMujoco.js';
import { Simulation } from './simulation.js';

export interface MujocoDescription<Config extends EnvironmentConfig> {
  readonly id: string;
  readonly description: string;
  /** The file of Gymnasium 1.4.0 that specifies it, and where the problem comes from. */
  readonly source: string;
  /** Writes the model as MJCF. */
  readonly model: () => string;
  readonly config: Config;
  readonly observation: Depends<ObservationSpace, z.output<Config>>;
  /** Number of controls, and the bound that holds for the size of each. */
  readonly controls: readonly [count: number, bound: number];
  readonly timeLimit: number;
  /** The mean return that Gymnasium registers for default options, if any. */
  readonly rewardThreshold?: number;
  readonly task: (options: z.output<Config>, simulation: Simulation) => Task;
}

/** An environment on MuJoCo whose model text can be read. */
export type MujocoDefinition<Config extends EnvironmentConfig> = EnvironmentDefinition<'box', Config> & {
  readonly model: () => string;
};

/** Defines an environment of a task and a model. MuJoCo is loaded when a run or an evaluation prepares, not before. */
export function mujocoEnvironment<Config extends EnvironmentConfig>(
  description: MujocoDescription<Config>,
): MujocoDefinition<Config> {
  const { id, source, model, config, observation, controls, timeLimit, rewardThreshold, task } = description;
  const [count, bound] = controls;
  const defaults = JSON.stringify(config.parse({}));
  const solved = (options: z.output<Config>) =>
    rewardThreshold !== undefined && JSON.stringify(options) === defaults
      ? meanReturnAtLeast(rewardThreshold)
      : undefined;
  const definition = defineEnvironment({
    id,
    description: description.description,
    source,
    config,
    observation,
    action: box({ low: Array<number>(count).fill(-bound), high: Array<number>(count).fill(bound) }),
    timeLimit,
    solved,
    prepare: loadMujoco,
    create: (options) => mujocoDynamics(new Simulation(mujoco(id), model()), (simulation) => task(options, simulation)),
  });
  return Object.assign(definition, { model });
}
