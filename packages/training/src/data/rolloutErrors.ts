import { VemError } from '@vem/framework';

const WHERE = 'Slot "data", plugin "rollouts"';

/** The columns of a run, or what the returns add to them, cannot be kept as a roll-out. */
export const columnsInvalid = (rule: string, received: unknown) =>
  new VemError(
    `${WHERE}: ${rule}, received ${JSON.stringify(received)}. Columns are declared once, by the run, the behaviour and the returns; fill every declared one.`,
    { code: 'VEM_ROLLOUT_COLUMNS', slot: 'data', received },
  );

/** Minibatches of this size would leave rows over. */
export const minibatchUneven = (option: string, rows: number, received: number, nearest: readonly number[]) =>
  new VemError(
    `${WHERE}, ${option}: each row is learned from once per epoch, so minibatches must divide the ${rows} rows of a roll-out evenly – received ${received}. Choose ${nearest.join(' or ')}, or "all"; or change the length or the number of environments.`,
    { code: 'VEM_ROLLOUT_MINIBATCH', slot: 'data', path: 'batchSize', received, exitStatus: 2 },
  );

const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toPrecision(3)} GiB`;

/** A roll-out of this length needs more memory than there is. */
export const memoryTooSmall = (length: number, environments: number, bytes: number, available: number) =>
  new VemError(
    `${WHERE}, option "length": a roll-out must fit into memory – ${length} steps of ${environments} environments take ${gigabytes(bytes)}, this machine has ${gigabytes(available)}. Shorten the roll-out or run fewer environments.`,
    { code: 'VEM_ROLLOUT_MEMORY', slot: 'data', path: 'length', received: length, exitStatus: 2 },
  );

/** Not even one roll-out may be kept. */
export const capacityTooSmall = (capacity: number, length: number, environments: number) =>
  new VemError(
    `Slot "data", plugin "recent-rollouts", option "capacity": one roll-out at least must be kept – ${length} steps of ${environments} environments are ${length * environments} rows, received ${capacity}. Raise the capacity, or shorten the roll-out.`,
    { code: 'VEM_ROLLOUT_CAPACITY', slot: 'data', path: 'capacity', received: capacity, exitStatus: 2 },
  );

/** Steps of a roll-out's life in the wrong order. */
export const notReady = (asked: string, rule: string) =>
  new VemError(
    `${WHERE}: ${asked} needs ${rule}. A roll-out is appended to its end, annotated, handed out epoch by epoch, then replaced; ask \`ready\` and \`batchesLeft\` before.`,
    { code: 'VEM_ROLLOUT_NOT_READY', slot: 'data', received: asked },
  );

/** A stored state is that of another run. */
export const stateMismatch = (what: string, expected: unknown, received: unknown) =>
  new VemError(
    `${WHERE}, stored "${what}": expected ${expected}, found ${received}. The stored run had other options, environments or columns; resume it with its own configuration.`,
    { code: 'VEM_ROLLOUT_MISMATCH', slot: 'data', path: what, received },
  );
