import {
  type ComponentState,
  type DataColumn,
  type DataSource,
  definePlugin,
  type ExperienceLog,
  type Imagination,
  type IndexedRows,
  type Logger,
  type Progress,
  type Stateful,
  type Stream,
  Tokens,
  type Transitions,
} from '@vem/framework';
import { z } from 'zod';
import { restoreParts, stateOfParts } from '../nestedState.js';
import * as errors from './imaginedErrors.js';
import { type Horizon, ImaginedRollouts } from './imaginedRollouts.js';
import { ImaginedRows } from './imaginedRows.js';
import { RecordedRange } from './recordedRange.js';
import { drawn, Replay } from './replay.js';

const CODE = 'the public code of Janner et al. 2019, arXiv:1906.08253';

const steps = z.int().min(1).max(1000);
const horizon = z.union(
  [
    steps,
    z
      .strictObject({
        from: steps.describe('until `begin`'),
        to: steps.describe('from `end` on'),
        begin: z.int().nonnegative().describe('environment steps'),
        end: z.int().positive().describe('environment steps, more than `begin`'),
      })
      .refine(({ begin, end }) => begin < end, { path: ['end'], error: 'expected more than `begin`' }),
  ],
  { error: 'expected a whole number of steps, or { from, to, begin, end } with `begin` before `end`' },
);

const config = z.strictObject({
  ...drawn,
  realRatio: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe(`share of a batch's rows that were recorded, rounded down; the others were imagined; .05 in ${CODE}`),
  every: z
    .int()
    .positive()
    .default(250)
    .describe(`environment steps from one set of roll-outs to the next, that of the model's fits; 250 in ${CODE}`),
  rollouts: z
    .int()
    .positive()
    .max(2 ** 24)
    .default(100_000)
    .describe(`roll-outs of a set, each from a recorded state drawn uniformly; 1e5 in ${CODE}`),
  horizon: horizon
    .default(1)
    .describe(
      `steps of a roll-out, or { from, to, begin, end }: a straight line between two environment steps, rounded down. 1 in ${CODE}; from 1 to 15 between steps 20 000 and 150 000 on Hopper`,
    ),
  retained: z
    .int()
    .positive()
    .default(4)
    .describe(`sets whose rows are kept; those of the last 1000 environment steps, 4, in ${CODE}`),
  who: z
    .enum(['posterior', 'prior'])
    .default('posterior')
    .describe('who acts in roll-outs; the policy, in all sources'),
  reach: z
    .number()
    .positive()
    .default(10)
    .describe(
      'predictions further from the range of what was recorded than so many times that range are not learned from, and end their roll-outs; no published figure',
    ),
});

type Options = z.output<typeof config>;

/** Columns of a row that a model can predict. */
const PREDICTED: ReadonlySet<string> = new Set([
  'observation',
  'action',
  'reward',
  'nextObservation',
  'terminated',
  'truncated',
]);

/** Share of predictions far from everything recorded that is warned of. */
const MANY = 0.1;

type Columns = Readonly<Record<string, Float32Array>>;

/** What is known once the columns are. */
interface Opened {
  readonly range: RecordedRange;
  readonly rows: ImaginedRows;
  readonly rollouts: ImaginedRollouts;
}

/** A replay of recorded transitions beside imagined ones, mixed batch by batch. */
class BranchedRollouts implements DataSource {
  readonly batchSize: number;
  readonly #options: Options;
  readonly #recorded: Replay;
  #opened: Opened | undefined;
  /** The recorded and the imagined part of each array that is filled. */
  readonly #parts = new WeakMap<Columns, readonly [recorded: Columns, imagined: Columns]>();

  constructor(options: Options, logger?: Logger) {
    const { capacity, batchSize, startAfter } = options;
    this.batchSize = batchSize;
    this.#options = options;
    const replayed = { capacity, batchSize, startAfter, window: 1 };
    this.#recorded = new Replay(replayed, undefined, (text) => logger?.warn(text));
  }

  /** @throws VEM_IMAGINED_COLUMN */
  open(columns: readonly DataColumn[]): readonly DataColumn[] {
    const other = columns.find(({ name }) => !PREDICTED.has(name));
    if (other) throw errors.columnNotImagined(other.name);
    const observation = columns.find(({ name }) => name === 'observation')!.size;
    const range = new RecordedRange(observation);
    const rows = new ImaginedRows(columns, this.#options.retained);
    const branch = (observation_RO: Float32Array, stream: Stream) =>
      this.#recorded.fill({ observation: observation_RO }, observation_RO.length / observation, stream);
    const horizon: Horizon = this.#options.horizon;
    const rollouts = new ImaginedRollouts({ ...this.#options, horizon }, { observation, range, rows, branch });
    this.#opened = { range, rows, rollouts };
    return this.#recorded.open(columns);
  }

  append(transitions: Transitions): void {
    this.#recorded.append(transitions);
    this.#opened!.range.add(transitions);
  }

  ready(progress: Progress): boolean {
    return this.#recorded.ready(progress);
  }

  /** Nothing is imagined where nothing of it would be learned from. */
  get imagination(): Imagination | undefined {
    return this.#options.realRatio < 1 ? this.#opened?.rollouts : undefined;
  }

  get indexed(): IndexedRows | undefined {
    return this.#recorded.indexed;
  }

  /** Recorded rows come first. @throws VEM_IMAGINED_NOTHING */
  fill(batch: Columns, rows: number, stream: Stream): void {
    const recorded = Math.floor(this.#options.realRatio * rows);
    const [first, others] = this.#partsOf(batch, rows, recorded);
    if (recorded > 0) this.#recorded.fill(first, recorded, stream);
    if (recorded < rows) this.#opened!.rows.fill(others, rows - recorded, stream);
  }

  #partsOf(batch: Columns, rows: number, recorded: number): readonly [Columns, Columns] {
    const known = this.#parts.get(batch);
    if (known) return known;
    const part = (from: number, end: number): Columns =>
      Object.fromEntries(
        Object.entries(batch).map(([name, data]) => {
          const size = data.length / rows;
          return [name, data.subarray(from * size, end * size)];
        }),
      );
    const parts = [part(0, recorded), part(recorded, rows)] as const;
    this.#parts.set(batch, parts);
    return parts;
  }

  warnings(metrics: Readonly<Record<string, number>>): readonly string[] {
    return Object.entries(metrics).flatMap(([name, share]) => {
      const step = /^exploded(\d+)$/.exec(name)?.[1];
      if (step === undefined || share <= MANY) return [];
      return [
        `in imagined step ${step} many predictions of the model were far from everything that was recorded; such rows are not learned from, and their roll-outs end there. Imagine fewer steps, or fit the model to more rows.`,
      ];
    });
  }

  /** Recorded rows in segments; imagined ones, which do not last, with the rest. */
  get log(): ExperienceLog {
    const { log } = this.#recorded;
    return {
      segmentRows: log.segmentRows,
      extent: () => log.extent(),
      rows: (first, end) => log.rows(first, end),
      rest: (from) => ({ ...log.rest(from), ...stateOfParts(this.#own) }),
      restoreFrom: (segments, rest) => {
        log.restoreFrom(segments, rest);
        restoreParts(this.#own, rest);
      },
    };
  }

  get #own(): Readonly<Record<string, Stateful>> {
    const { range, rows, rollouts } = this.#opened!;
    return { range, imagined: rows, rollouts };
  }

  state(): ComponentState {
    return { ...this.#recorded.state(), ...stateOfParts(this.#own) };
  }

  /** @throws VEM_REPLAY_MISMATCH, VEM_IMAGINED_MISMATCH, VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    this.#recorded.restore(state);
    restoreParts(this.#own, state);
  }
}

/** Recorded transitions, and roll-outs in the model that branch off from them: for many updates per environment step. */
export const branchedRollouts = definePlugin({
  slot: 'data',
  name: 'branched-rollouts',
  description: 'Recorded transitions mixed with short roll-outs in the model that begin at recorded states',
  source: {
    title: 'Janner et al. 2019, When to Trust Your Model: Model-Based Policy Optimization',
    arxiv: '1906.08253',
    where: 'algorithm 2',
  },
  config,
  provides: ['replay', 'indexed', 'imagined'],
  requires: ['model.step'],
  refine: ({ who }) => ({ requires: who === 'posterior' ? ['posterior.sample'] : ['prior.sample'] }),
  inject: [Tokens.logger],
  create: (options, logger?: Logger) => new BranchedRollouts(options, logger),
});
