import { VemError } from '@vem/framework';

/** The columns of a run cannot be stored as transitions. */
export const columnsInvalid = (rule: string, received: unknown) =>
  new VemError(
    `Slot "data", plugin "replay": ${rule}, received ${JSON.stringify(received)}. Columns are declared once by the run and the behaviour; fill every declared one.`,
    { code: 'VEM_REPLAY_COLUMNS', slot: 'data', received },
  );

/** Not even one step of all environments fits. */
export const capacityTooSmall = (capacity: number, environments: number) =>
  new VemError(
    `Slot "data", plugin "replay", option "capacity": one step of all environments must fit, ${environments} rows, received ${capacity}. Raise the capacity or run fewer environments.`,
    { code: 'VEM_REPLAY_CAPACITY', slot: 'data', path: 'capacity', received: capacity, exitStatus: 2 },
  );

/** A batch was asked for before there was a single row. */
export const nothingStored = () =>
  new VemError(
    'Slot "data", plugin "replay": a batch needs at least one stored transition, found none. Ask `ready` before.',
    {
      code: 'VEM_REPLAY_EMPTY',
      slot: 'data',
    },
  );

/** @param rows - of a whole sequence of every environment */
export const sequenceTooLong = (capacity: number, length: number, rows: number) =>
  new VemError(
    `Slot "data", plugin "sequence-replay", option "capacity": ${length} steps of all environments must fit, ${rows} rows, received ${capacity}. Raise the capacity, shorten the sequences or run fewer environments.`,
    { code: 'VEM_SEQUENCE_CAPACITY', slot: 'data', path: 'capacity', received: capacity, exitStatus: 2 },
  );

/** A stored state is that of another run. */
export const stateMismatch = (what: string, expected: unknown, received: unknown) =>
  new VemError(
    `Slot "data", plugin "replay", stored "${what}": expected ${expected}, found ${received}. The stored run had other options, environments or columns; resume it with its own configuration.`,
    { code: 'VEM_REPLAY_MISMATCH', slot: 'data', path: what, received },
  );
