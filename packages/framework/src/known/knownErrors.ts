import { VemError } from '@vem/compiler';

/** A table is read by the observed state, and this environment does not show which one it is. */
export const statesNotObserved = (id: string, state: number) =>
  new VemError(
    `Environment "${id}": tables are read by states that are observed one-hot, in the order of the environment's own tables, and state ${state} is not. Choose options under which it is, e.g. \`observe: "state"\` of grids, or a value estimator and a posterior that are networks.`,
    { code: 'VEM_STATES_NOT_OBSERVED', received: state, exitStatus: 2 },
  );

/** Tables that tell steps apart are read by the observed time, and nobody carries it. */
export const timeNotObserved = (horizon: number) =>
  new VemError(
    `Tables of ${horizon} steps are read by the time since the episode began, and no part of the observation is called "time". Set \`clock: true\` of behaviour "sample-posterior", which carries it, or leave \`horizon\` out.`,
    { code: 'VEM_TIME_NOT_OBSERVED', received: horizon, exitStatus: 2 },
  );

/** A horizon that is the episode's, of episodes without end. */
export const horizonUnknown = (id: string) =>
  new VemError(
    `Environment "${id}": \`horizon: "episode"\` is its time limit, and it has none under these options. Give the number of steps instead, or a timeLimit.`,
    { code: 'VEM_HORIZON_UNKNOWN', received: id, exitStatus: 2 },
  );

/** A plugin that needs a model that this environment does not declare. */
export const modelNotDeclared = (id: string, what: string) =>
  new VemError(
    `Environment "${id}": its model is asked for as ${what}, which it does not declare. Choose an environment that does: Chain, RiskyBet and the grid worlds are tables, LQR is a linear system; or give \`model\` in its definition.`,
    { code: 'VEM_MODEL_NOT_DECLARED', received: id, exitStatus: 2 },
  );

/** A table of features that does not fit the environment. */
export const featuresInvalid = (
  { slot, plugin }: { readonly slot: string; readonly plugin: string },
  states: number,
  actions: number,
  received: string,
) =>
  new VemError(
    `Slot "${slot}", plugin "${plugin}", option "features": a table has a row of equally many numbers for each of the environment's ${states} states × ${actions} actions, state by state, received ${received}. Write them all, or choose features by name, e.g. \`features: "stateAction"\`.`,
    { code: 'VEM_FEATURES_INVALID', slot, path: 'features', received, exitStatus: 2 },
  );
