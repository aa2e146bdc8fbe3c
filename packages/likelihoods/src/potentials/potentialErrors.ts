import { VemError } from '@vem/framework';

/** A reward of state and action is asked for where only recorded rewards are. */
export const rowsWithoutStates = () =>
  new VemError(
    'Slot "likelihood": a learned reward depends on state and action, received rows that have recorded rewards alone. Choose returns and values that look at single transitions, e.g. `one-step` and `swept-table`; those that need more say so by requiring `likelihood.recorded`.',
    { code: 'VEM_POTENTIAL_ROWS', slot: 'likelihood' },
  );
