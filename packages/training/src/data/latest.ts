import {
  actionWidth,
  type ComponentState,
  type DataColumn,
  type DataSource,
  definePlugin,
  type ObservationSpace,
  restoreArray,
  type Stream,
  Tokens,
  type Transitions,
} from '@vem/framework';
import { z } from 'zod';

const VISITS = 'visits';

/** The transitions of the last step, one after the other, each once; how often each of their pairs was seen, with it. */
class Latest implements DataSource {
  readonly batchSize = 1;
  readonly #size: number;
  /** [O, A], times that each pair of state and action was seen. */
  readonly #visits: Float64Array;
  readonly #actions: number;
  #columns: Readonly<Record<string, Float32Array>> = {};
  #sizes: readonly DataColumn[] = [];
  /** Rows that came, and rows that were handed out. */
  #count = 0;
  #taken = 0;

  constructor({ size }: ObservationSpace, actions: number) {
    this.#size = size;
    this.#actions = actions;
    this.#visits = new Float64Array(size * actions);
  }

  open(columns: readonly DataColumn[]): readonly DataColumn[] {
    this.#sizes = columns;
    return [...columns, { name: VISITS, size: 1 }];
  }

  append({ count, columns }: Transitions): void {
    if (this.#columns.reward?.length !== count)
      this.#columns = Object.fromEntries(this.#sizes.map(({ name, size }) => [name, new Float32Array(count * size)]));
    for (const [name, column] of Object.entries(this.#columns)) column.set(columns[name]);
    this.#count = count;
    this.#taken = 0;
  }

  ready(): boolean {
    return this.#count > 0;
  }

  batchesLeft(): number {
    return this.#count - this.#taken;
  }

  fill(batch: Readonly<Record<string, Float32Array>>, _rows: number, _stream: Stream): void {
    const row = this.#taken++;
    for (const { name, size } of this.#sizes) {
      // Finite actions are kept as indices, and handed out one-hot where they are asked for so.
      const source = this.#columns[name].subarray(row * size, (row + 1) * size);
      batch[name].set(source);
    }
    const state = this.#columns.observation.subarray(row * this.#size, (row + 1) * this.#size).indexOf(1);
    const pair = Math.max(0, state) * this.#actions + this.#columns.action[row];
    batch[VISITS][0] = ++this.#visits[pair];
  }

  state(): ComponentState {
    return {
      visits: this.#visits.slice(),
      count: this.#count,
      taken: this.#taken,
      ...Object.fromEntries(Object.entries(this.#columns).map(([name, column]) => [`column/${name}`, column.slice()])),
    };
  }

  /** @throws VEM_STATE_INVALID */
  restore(state: ComponentState): void {
    restoreArray('data', VISITS, this.#visits, state.visits);
    this.#count = Number(state.count);
    this.#taken = Number(state.taken);
    const stored = this.#sizes.flatMap(({ name }) => {
      const column = state[`column/${name}`];
      return column instanceof Float32Array ? [[name, column.slice()] as const] : [];
    });
    this.#columns = Object.fromEntries(stored);
  }
}

/**
 * Learning from each transition once, as it comes: tabular methods. States are observed one-hot, so that visits of pairs can
 * be counted; a batch is one row.
 */
export const latest = definePlugin({
  slot: 'data',
  name: 'latest',
  description: 'Each new transition once, as it comes, with the number of visits of its state and action',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
    where: 'eq. 18, n(s, a)',
  },
  config: z.strictObject({}),
  provides: ['onPolicy', 'visits'],
  requires: ['environment.finite'],
  inject: [Tokens.observation, Tokens.action],
  create: (_options, observation, action) => new Latest(observation, actionWidth(action)),
});
