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
import { gather } from './collectedRows.js';
import * as errors from './demonstrationErrors.js';
import { expertVisits } from './expertVisits.js';
import { DrawnEpisodes, GivenSteps, type Shown } from './shown.js';

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
  expertEpisodes: z
    .int()
    .positive()
    .max(10_000)
    .optional()
    .describe(
      'without a file: episodes that are drawn of the expert, up to the time limit, by the run’s seed; unset: its visits themselves',
    ),
  expertDiscount: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'without a file: γ of the expert, by which visits count too; 1 needs a time limit, below 1 it acts alike at all times',
    ),
});

/** Columns that demonstrations can have. */
const KNOWN = ['observation', 'action', 'reward', 'nextObservation', 'terminated', 'truncated', 'time', 'path'];

/** Steps that somebody showed, handed out as if they were experience; nothing is added to them. */
class Demonstrations implements DataSource {
  readonly batchSize: number;
  readonly #shown: Shown;
  readonly #observation: ObservationSpace;
  readonly #action: ActionSpace;
  /** By name, [R, size]. */
  #columns: { readonly of: Trajectories; readonly byName: Readonly<Record<string, Float32Array>> } | undefined;

  constructor(shown: Shown, batchSize: number | undefined, observation: ObservationSpace, action: ActionSpace) {
    this.#shown = shown;
    this.#observation = observation;
    this.#action = action;
    this.batchSize = batchSize ?? shown.rows;
  }

  /** @throws VEM_DEMONSTRATIONS_COLUMN */
  open(columns: readonly DataColumn[]): readonly DataColumn[] {
    const unknown = columns.find(({ name }) => !KNOWN.includes(name));
    if (unknown) throw errors.columnUnknown(unknown.name);
    return [...columns, { name: 'demonstrated', size: 1 }];
  }

  /** The columns of all steps. */
  #all(stream: Stream): Readonly<Record<string, Float32Array>> {
    const of = this.#shown.steps(stream);
    if (this.#columns?.of === of) return this.#columns.byName;
    const byName = {
      ...of.columns,
      observation: this.#withClock(of, of.columns.observation, 0),
      nextObservation: this.#withClock(of, of.columns.nextObservation, 1),
      action: this.#boxed(of.columns.action),
      path: of.columns.episode,
      // So that a mean over rows is a sum over the steps of one episode.
      demonstrated: of.columns.weight.map((weight) => (weight * of.rows) / of.episodes),
    };
    this.#columns = { of, byName };
    return byName;
  }

  /** What is carried behind the environment's observations, where it is the time. */
  #withClock({ rows, columns }: Trajectories, own: Float32Array, later: number): Float32Array {
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
    const columns = this.#all(stream);
    const all = this.#shown.rows;
    const chosen = Int32Array.from({ length: rows }, (_, row) => (rows === all ? row : stream.integer(all)));
    for (const [name, target] of Object.entries(batch)) gather(target, columns[name], chosen);
  }

  state(): ComponentState {
    return this.#shown.state();
  }

  restore(state: ComponentState): void {
    this.#shown.restore(state);
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
    const made = (shown: Shown) => new Demonstrations(shown, options.batchSize, observation, action);
    if (options.path !== undefined)
      return made(new GivenSteps(readTrajectories(options.path, own, action), options.path));
    const { tables, id } = environment;
    if (!tables) throw errors.nobodyShows(id);
    const { expertAlpha: alpha, expertDiscount: discount, expertEpisodes: episodes } = options;
    const horizon = discount < 1 ? undefined : horizonOf('episode', environment);
    const expert = { alpha, discount, horizon };
    if (episodes === undefined) return made(new GivenSteps(expertVisits(tables, width, expert)));
    return made(new DrawnEpisodes(tables, width, episodes, horizonOf('episode', environment)!, expert));
  },
});
