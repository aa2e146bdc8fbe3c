import type { EnvironmentModel } from '../environment/environmentModel.js';
import { type ActionSpace, actionWidth, type ObservationSpace } from '../environment/spaces.js';
import { identity, matrix } from '../linear/matrices.js';
import { writeTables } from '../tables/writeTables.js';
import * as errors from './conformanceErrors.js';

/** An environment for plugins that ask for its model: states that are observed one-hot and stay, or a system that does. */
export function stageEnvironment(
  { size }: ObservationSpace,
  action: ActionSpace,
  timeLimit?: number,
): EnvironmentModel {
  const actions = actionWidth(action);
  return {
    id: 'Stage',
    timeLimit,
    simulator: () => {
      throw errors.nothingToSimulate();
    },
    tables: {
      states: size,
      write: () =>
        writeTables('Stage', {
          states: size,
          actions,
          outcomes: (state, _action, add) => add(state, 1, 0),
          start: () => 1 / size,
        }),
      observe: (state, observation) => {
        observation.fill(0);
        observation[state] = 1;
      },
    },
    linear: () => ({
      stateGain: identity(size),
      actionGain: matrix(size, actions),
      noiseCovariance: identity(size),
      stateCost: identity(size),
      actionCost: identity(actions),
      startMean: new Float64Array(size),
      startCovariance: identity(size),
    }),
  };
}
