import { VemError } from '@vem/framework';

/** A reward of state and action is asked for where only recorded rewards are. */
export const rowsWithoutStates = () =>
  new VemError(
    'Slot "likelihood": a learned reward depends on state and action, received rows that have recorded rewards alone. Choose returns and values that look at single transitions, e.g. `one-step` and `swept-table`; those that need more say so by requiring `likelihood.recorded`.',
    { code: 'VEM_POTENTIAL_ROWS', slot: 'likelihood' },
  );

/** A table of features that does not fit the environment. */
export const featuresInvalid = (plugin: string, states: number, actions: number, received: string) =>
  new VemError(
    `Slot "likelihood", plugin "${plugin}", option "features": a table has a row of equally many numbers for each of the environment's ${states} states × ${actions} actions, state by state, received ${received}. Write them all, or choose \`features: "state"\` or \`"stateAction"\`.`,
    { code: 'VEM_POTENTIAL_FEATURES', slot: 'likelihood', path: 'features', received, exitStatus: 2 },
  );
