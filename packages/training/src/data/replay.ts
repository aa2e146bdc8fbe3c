import {
  type ComponentState,
  type DataColumn,
  type DataSource,
  definePlugin,
  type ExperienceLog,
  formatBytes,
  type IndexedRows,
  type Logger,
  machineMemory,
  type ObservationSpace,
  type PartPlace,
  type Progress,
  type Stream,
  Tokens,
  type Transitions,
  taskPlaceOf,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './dataErrors.js';
import { TaskRows } from './taskRows.js';
import { TransitionRing } from './transitionRing.js';
import { windowColumns } from './windows.js';

/** Options of everything that keeps the latest transitions. */
export const kept = {
  capacity: z
    .int()
    .positive()
    .max(2 ** 30)
    .default(1_000_000)
    .describe('Transitions that are kept; the oldest make room. 1e6: Haarnoja et al. 2018, arXiv:1801.01290, table 1.'),
  startAfter: z
    .int()
    .nonnegative()
    .default(1000)
    .describe(
      "Environment steps before learning starts. 1000: the authors' code for arXiv:1801.01290 (10000 for HalfCheetah and Ant).",
    ),
};

/** Options of everything that draws single transitions from them. */
export const drawn = {
  capacity: kept.capacity,
  batchSize: z
    .int()
    .positive()
    .max(2 ** 20)
    .default(256)
    .describe(
      'Transitions per batch, drawn uniformly with replacement. 256: Haarnoja et al. 2018, arXiv:1801.01290, table 1.',
    ),
  startAfter: kept.startAfter,
};

const config = z.strictObject({
  ...drawn,
  window: z
    .int()
    .positive()
    .default(1)
    .describe(
      'n, steps per batch row, for returns that reach over several: the rewards of all, and the observation after the last. Windows end with the episode and at the newest step.',
    ),
  balanced: z
    .boolean()
    .default(false)
    .describe(
      'whether a batch has as many rows of each task as of any other, though some have longer episodes: losses are then means over tasks (Teh et al. 2017, arXiv:1707.04175, eq. 1, a sum over tasks).',
    ),
});

/** The latest transitions in a ring, as a data source. */
export class Replay implements DataSource {
  readonly batchSize: number;
  readonly windowLength?: number;
  readonly #options: Omit<z.output<typeof config>, 'balanced'>;
  readonly #segmentRows: number | undefined;
  #opened: TransitionRing | undefined;

  readonly #warn: (text: string) => void;
  readonly #tasks: PartPlace | undefined;

  /**
   * @param segmentRows - rows that checkpoints keep together; default: some megabytes
   * @param warn - told of what will probably go wrong
   * @param tasks - where observations say which task it is, for balanced batches
   */
  constructor(
    options: Omit<z.output<typeof config>, 'balanced'> & { readonly balanced?: boolean },
    segmentRows?: number,
    warn: (text: string) => void = () => {},
    tasks?: PartPlace,
  ) {
    this.#warn = warn;
    this.#tasks = options.balanced ? tasks : undefined;
    this.batchSize = options.batchSize;
    if (options.window > 1) this.windowLength = options.window;
    this.#options = options;
    this.#segmentRows = segmentRows;
  }

  get log(): ExperienceLog {
    return this.ring;
  }

  get indexed(): IndexedRows | undefined {
    const ring = this.ring;
    return { count: ring.size, stride: ring.stride, read: (batch, rows) => ring.read(batch, rows) };
  }

  open(columns: readonly DataColumn[]): readonly DataColumn[] {
    const { capacity, window } = this.#options;
    this.#warnOfSize(columns);
    const tasks = this.#tasks && new TaskRows(this.#tasks);
    this.#opened = new TransitionRing(capacity, columns, window, this.#segmentRows, tasks);
    return this.windowLength === undefined ? columns : windowColumns(columns, window);
  }

  /** Memory grows with the experience; that it will not do so to the end is known before. */
  #warnOfSize(columns: readonly DataColumn[]): void {
    const { capacity } = this.#options;
    // The next observation of a row is its successor's.
    const width = columns.reduce((sum, { name, size }) => sum + (name === 'nextObservation' ? 1 : size), 0);
    const bytes = capacity * width * Float32Array.BYTES_PER_ELEMENT;
    if (bytes <= machineMemory()) return;
    this.#warn(
      `Slot "data": ${capacity} transitions take ${formatBytes(bytes)} once all are there, and this machine has ${formatBytes(machineMemory())}. Lower \`capacity\`, or train for fewer steps than that.`,
    );
  }

  protected get ring(): TransitionRing {
    if (!this.#opened)
      throw errors.columnsInvalid('the columns must be declared by `open` before anything else', undefined);
    return this.#opened;
  }

  append(transitions: Transitions): void {
    this.ring.append(transitions);
  }

  ready({ envSteps }: Progress): boolean {
    return envSteps >= this.#options.startAfter && this.ring.size > 0;
  }

  fill(batch: Readonly<Record<string, Float32Array>>, rows: number, stream: Stream): void {
    this.ring.fill(batch, rows, stream);
  }

  state(): ComponentState {
    return this.ring.state();
  }

  restore(state: ComponentState): void {
    this.ring.restore(state);
  }
}

/** Keeps the latest transitions and draws batches from them uniformly: for off-policy learning. */
export const replay = definePlugin({
  slot: 'data',
  name: 'replay',
  description: 'Uniform draws from the latest transitions, whoever acted',
  source: { title: 'Lin 1992, Self-improving reactive agents based on reinforcement learning, planning and teaching' },
  config,
  provides: ['replay', 'indexed', 'windows', 'time', 'path'],
  refine: ({ window, balanced }) => ({
    requires: [
      ...(window > 1 ? (['returns.windows'] as const) : []),
      ...(balanced ? (['environment.tasks'] as const) : []),
    ],
    withholds: window > 1 ? ['indexed'] : ['windows'],
  }),
  inject: [Tokens.logger, Tokens.observation],
  // Sources that are made by hand, without a run, have no logger, and no tasks.
  create: (options, logger?: Logger, observation?: ObservationSpace) =>
    new Replay(options, undefined, (text) => logger?.warn(text), observation && taskPlaceOf(observation)),
});
