import {
  type ActionSpace,
  type ComponentState,
  type DataColumn,
  type DataSource,
  definePlugin,
  horizonOf,
  type ObservationSpace,
  readTrajectories,
  type Stream,
  Tokens,
  type Trajectories,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './demonstrationErrors.js';
import { expertVisits } from './expertVisits.js';

/** The part of observations that a behaviour with a clock carries behind the environment's own. */
const CLOCK = 'time';

const config = z.strictObject({
  path: z
    .string()
    .min(1)
    .optional()
    .describe(
      'a file of trajectories, as `vem record` writes it; unset: all that an expert on the environment’s own tables would show, its visits without any noise',
    ),
  batchSize: z
    .int()
    .positive()
    .max(2 ** 20)
    .optional()
    .describe('rows per batch, drawn uniformly with replacement; unset: all of them, in order'),
  expertAlpha: z
    .number()
    .positive()
    .default(1)
    .describe('without a file: α of the expert, who is the best soft policy relative to the uniform prior'),
  expertDiscount: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'without a file: γ of the expert, by which visits count too; 1 needs a time limit, below 1 it acts alike at all times',
    ),
});

/** Steps that somebody showed, handed out as if they were experience; nothing is added to them. */
class Demonstrations implements DataSource {
  readonly batchSize: number;
  readonly #shown: Trajectories;
  readonly #path: string | undefined;
  /** By name, [R, size]. */
  #columns: Readonly<Record<string, Float32Array>> = {};
  readonly #observation: ObservationSpace;
  readonly #action: ActionSpace;

  constructor(
    shown: Trajectories,
    { path, batchSize }: z.output<typeof config>,
    observation: ObservationSpace,
    action: ActionSpace,
  ) {
    this.#shown = shown;
    this.#path = path;
    this.#observation = observation;
    this.#action = action;
    this.batchSize = batchSize ?? shown.rows;
  }

  /** @throws VEM_DEMONSTRATIONS_COLUMN */
  open(columns: readonly DataColumn[]): readonly DataColumn[] {
    const { rows, episodes, columns: shown } = this.#shown;
    const known: Record<string, Float32Array> = {
      ...shown,
      observation: this.#withClock(shown.observation, 0),
      nextObservation: this.#withClock(shown.nextObservation, 1),
      action: this.#boxed(shown.action),
      path: shown.episode,
      // So that a mean over rows is a sum over the steps of one episode.
      demonstrated: shown.weight.map((weight) => (weight * rows) / episodes),
    };
    const opened = [...columns, { name: 'demonstrated', size: 1 }];
    this.#columns = Object.fromEntries(
      opened.map(({ name, size }) => {
        const column = known[name];
        if (column?.length !== rows * size) throw errors.columnUnknown(name);
        return [name, column];
      }),
    );
    return opened;
  }

  /** What is carried behind the environment's observations, where it is the time. */
  #withClock(own: Float32Array, later: number): Float32Array {
    const { rows, columns } = this.#shown;
    const width = own.length / rows;
    if (this.#observation.parts.at(-1)?.name !== CLOCK || this.#observation.size !== width + 1) return own;
    const clocked = new Float32Array(rows * (width + 1));
    for (let row = 0; row < rows; row++) {
      clocked.set(own.subarray(row * width, (row + 1) * width), row * (width + 1));
      clocked[row * (width + 1) + width] = columns.time[row] + later;
    }
    return clocked;
  }

  /** Real actions from the environment's units to [−1, 1]. */
  #boxed(action: Float32Array): Float32Array {
    const space = this.#action;
    if (space.kind === 'finite') return action;
    return action.map((value, i) => {
      const [low, high] = [space.low[i % space.dimension], space.high[i % space.dimension]];
      return (2 * (value - low)) / (high - low) - 1;
    });
  }

  append(): void {}

  ready(): boolean {
    return true;
  }

  fill(batch: Readonly<Record<string, Float32Array>>, rows: number, stream: Stream): void {
    const all = this.#shown.rows;
    const chosen = Int32Array.from({ length: rows }, (_, row) => (rows === all ? row : stream.integer(all)));
    for (const [name, target] of Object.entries(batch)) {
      const source = this.#columns[name];
      const size = source.length / all;
      for (const [row, from] of chosen.entries())
        target.set(source.subarray(from * size, (from + 1) * size), row * size);
    }
  }

  state(): ComponentState {
    return { checksum: new Uint8Array(Buffer.from(this.#shown.checksum, 'hex')) };
  }

  /** @throws VEM_DEMONSTRATIONS_CHANGED */
  restore({ checksum }: ComponentState): void {
    const expected = Buffer.from(checksum as Uint8Array).toString('hex');
    if (expected !== this.#shown.checksum)
      throw errors.demonstrationsChanged(this.#path, expected, this.#shown.checksum);
  }
}

/** The width of the environment's own observations. */
const ownWidth = ({ parts, size }: ObservationSpace): number => (parts.at(-1)?.name === CLOCK ? size - 1 : size);

/** Episodes of somebody who knows how: what inverse reinforcement learning learns from. */
export const demonstrations = definePlugin({
  slot: 'data',
  name: 'demonstrations',
  description: 'Steps that somebody showed, from a file, or what an expert on known tables would show',
  source: {
    title: 'Ziebart, Bagnell and Dey 2010, Modeling Interaction via the Principle of Maximum Causal Entropy',
  },
  config,
  provides: ['given', 'demonstrations', 'time', 'path'],
  inject: [Tokens.environment, Tokens.observation, Tokens.action],
  create: (options, environment, observation, action) => {
    const width = ownWidth(observation);
    const own = { parts: observation.parts, size: width };
    if (options.path !== undefined)
      return new Demonstrations(readTrajectories(options.path, own, action), options, observation, action);
    const { tables, id } = environment;
    if (!tables) throw errors.nobodyShows(id);
    const { expertAlpha: alpha, expertDiscount: discount } = options;
    const horizon = discount < 1 ? undefined : horizonOf('episode', environment);
    return new Demonstrations(expertVisits(tables, width, { alpha, discount, horizon }), options, observation, action);
  },
});
