import {
  type ComponentState,
  type DataColumn,
  type DataSource,
  definePlugin,
  type ExperienceLog,
  type Progress,
  type Stream,
  type Transitions,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './dataErrors.js';
import { TransitionRing } from './transitionRing.js';

const config = z.strictObject({
  capacity: z
    .int()
    .positive()
    .max(2 ** 30)
    .default(1_000_000)
    .describe('Transitions that are kept; the oldest make room. 1e6: Haarnoja et al. 2018, arXiv:1801.01290, table 1.'),
  batchSize: z
    .int()
    .positive()
    .default(256)
    .describe(
      'Transitions per batch, drawn uniformly with replacement. 256: Haarnoja et al. 2018, arXiv:1801.01290, table 1.',
    ),
  startAfter: z
    .int()
    .nonnegative()
    .default(1000)
    .describe(
      "Environment steps before learning starts. 1000: the authors' code for arXiv:1801.01290 (10000 for HalfCheetah and Ant).",
    ),
  window: z
    .int()
    .positive()
    .default(1)
    .describe(
      'n, steps per batch row, for n-step value targets: rewards [B, n], zero after an end, the observation after the last step, and `length`. Windows end with the episode and at the newest step.',
    ),
});

/** Length of each row's window, in steps: a column that windows of several steps add to the batch. */
const LENGTH = 'length';

/** The latest transitions in a ring, as a data source. */
export class Replay implements DataSource {
  readonly batchSize: number;
  readonly #options: z.output<typeof config>;
  readonly #segmentRows: number | undefined;
  #opened: TransitionRing | undefined;

  /** @param segmentRows - rows that checkpoints keep together; default: some megabytes */
  constructor(options: z.output<typeof config>, segmentRows?: number) {
    this.batchSize = options.batchSize;
    this.#options = options;
    this.#segmentRows = segmentRows;
  }

  get log(): ExperienceLog {
    return this.#ring;
  }

  open(columns: readonly DataColumn[]): readonly DataColumn[] {
    const { capacity, window } = this.#options;
    this.#opened = new TransitionRing(capacity, columns, window, this.#segmentRows);
    if (window === 1) return columns;
    if (columns.some(({ name }) => name === LENGTH))
      throw errors.columnsInvalid(`windows add a column "${LENGTH}", which must not be declared`, LENGTH);
    const widened = columns.map((column) => (column.name === 'reward' ? { ...column, size: window } : column));
    return [...widened, { name: LENGTH, size: 1 }];
  }

  get #ring(): TransitionRing {
    if (!this.#opened)
      throw errors.columnsInvalid('the columns must be declared by `open` before anything else', undefined);
    return this.#opened;
  }

  append(transitions: Transitions): void {
    this.#ring.append(transitions);
  }

  ready({ envSteps }: Progress): boolean {
    return envSteps >= this.#options.startAfter && this.#ring.size > 0;
  }

  fill(batch: Readonly<Record<string, Float32Array>>, stream: Stream): void {
    this.#ring.fill(batch, this.batchSize, stream);
  }

  state(): ComponentState {
    return this.#ring.state();
  }

  restore(state: ComponentState): void {
    this.#ring.restore(state);
  }
}

/** Keeps the latest transitions and draws batches from them uniformly: for off-policy learning. */
export const replay = definePlugin({
  slot: 'data',
  name: 'replay',
  description: 'Uniform draws from the latest transitions, whoever acted',
  source: { title: 'Lin 1992, Self-improving reactive agents based on reinforcement learning, planning and teaching' },
  config,
  provides: ['replay'],
  refine: ({ window }) => ({ requires: window > 1 ? ['bootstrap.nStep'] : [] }),
  inject: [],
  create: (options) => new Replay(options),
});
