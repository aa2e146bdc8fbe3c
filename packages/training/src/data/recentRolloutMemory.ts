import type {
  Annotation,
  ComponentState,
  DataColumn,
  RolloutStore,
  Stateful,
  Stream,
  Transitions,
} from '@vem/framework';
import { prefixed, within } from '../nestedState.js';
import { memoryAtHand } from './memoryAtHand.js';
import * as errors from './rolloutErrors.js';
import { bytesOf, RolloutRows } from './rolloutRows.js';
import { standardise } from './standardise.js';
import { storedColumn, storedCount } from './storedState.js';

export interface RecentRolloutOptions {
  /** T */
  readonly length: number;
  /** Rows that are kept at most. */
  readonly capacity: number;
  readonly batchSize: number;
  /** Per roll-out. */
  readonly updates: number;
}

type Columns = Readonly<Record<string, Float32Array>>;

/** A roll-out and what the returns added to it, [T·N, size] each. */
interface Kept {
  readonly rows: RolloutRows;
  readonly added: Columns;
  readonly all: Columns;
}

interface Opened {
  readonly environments: number;
  readonly annotations: readonly Annotation[];
  /** Roll-outs that are kept at most. */
  readonly most: number;
}

/** The latest roll-outs: annotated together whenever one more is whole, batches are drawn from all of them. */
export class RecentRolloutMemory implements RolloutStore, Stateful {
  readonly length: number;
  /** Rows are drawn with replacement: there are no epochs. */
  readonly epochEnded = false;
  readonly #options: RecentRolloutOptions;
  readonly #available: number;
  #columns: readonly DataColumn[] = [];
  #opened: Opened | undefined;
  #growing: Kept | undefined;
  /** Whole ones, the oldest first. */
  readonly #kept: Kept[] = [];
  /** How many of them, the newest, are still to be annotated. */
  #waiting = 0;
  /** Learning from them is due: until the next step comes. */
  #updatesLeft = 0;
  #drawn = new Int32Array(0);

  /** @param available - bytes of memory that there are */
  constructor(options: RecentRolloutOptions, available = memoryAtHand()) {
    this.length = options.length;
    this.#options = options;
    this.#available = available;
  }

  /** The columns that the environments and the behaviour leave; `open` comes next. */
  declare(columns: readonly DataColumn[]): void {
    this.#columns = columns;
  }

  /** @throws VEM_ROLLOUT_CAPACITY, VEM_ROLLOUT_MEMORY, VEM_ROLLOUT_COLUMNS */
  open(environments: number, annotations: readonly Annotation[]): void {
    const { length, capacity } = this.#options;
    const most = Math.floor(capacity / (length * environments));
    if (most === 0) throw errors.capacityTooSmall(capacity, length, environments);
    const steps = (most + 1) * length;
    const bytes = bytesOf(steps * environments, [...this.#columns, ...annotations]);
    if (bytes > this.#available) throw errors.memoryTooSmall(steps, environments, bytes, this.#available);
    const taken = this.#columns.find(({ name }) => annotations.some((added) => added.name === name));
    if (taken) throw errors.columnsInvalid('the returns must not add a column that is recorded', taken.name);
    this.#opened = { environments, annotations, most };
    this.#growing = this.#place();
  }

  get #open(): Opened {
    if (!this.#opened) throw errors.notReady('a roll-out', 'the number of environments, by `rollouts.open`');
    return this.#opened;
  }

  #place(): Kept {
    const { environments, annotations } = this.#open;
    const rows = new RolloutRows(this.length, environments, this.#columns);
    const numbers = (size: number) => new Float32Array(this.length * environments * size);
    const added = Object.fromEntries(annotations.map(({ name, size }) => [name, numbers(size)]));
    return { rows, added, all: { ...rows.values, ...added } };
  }

  /** A roll-out that is whole joins the others; where there are enough, the oldest makes room for the next. */
  append(transitions: Transitions): void {
    const { most } = this.#open;
    if (this.#waiting > 0) throw errors.notReady('another step', 'the roll-outs before to be annotated');
    this.#updatesLeft = 0;
    const growing = this.#growing!;
    growing.rows.append(transitions);
    if (!growing.rows.whole) return;
    this.#kept.push(growing);
    this.#growing = this.#kept.length > most ? this.#kept.shift()! : this.#place();
    this.#growing.rows.clear();
    this.#updatesLeft = this.#options.updates;
    this.lookBack();
  }

  lookBack(): void {
    this.#waiting = this.#open.annotations.length === 0 ? 0 : this.#kept.length;
  }

  get #next(): Kept {
    return this.#kept[this.#kept.length - this.#waiting];
  }

  complete(): Columns | undefined {
    return this.#waiting > 0 ? this.#next.rows.values : undefined;
  }

  annotate(given: Columns): void {
    if (this.#waiting === 0) throw errors.notReady('annotation', 'a whole roll-out that has none yet');
    const { annotations } = this.#open;
    const { added } = this.#next;
    for (const { name } of annotations) {
      const expected = added[name].length;
      if (given[name]?.length !== expected)
        throw errors.columnsInvalid(`column "${name}" must have ${expected} numbers`, given[name]?.length);
      added[name].set(given[name]);
    }
    this.#waiting -= 1;
    if (this.#waiting > 0) return;
    for (const { name, standardised } of annotations)
      if (standardised) standardise(this.#kept.map(({ added: one }) => ({ values: one[name] })));
  }

  /** Of the newest one. @throws VEM_ROLLOUT_NOT_READY */
  rows(): Columns {
    if (this.#kept.length === 0 || this.#waiting > 0)
      throw errors.notReady('a look at the rows', 'whole roll-outs, annotated');
    return this.#kept.at(-1)!.all;
  }

  get batchesLeft(): number {
    return this.#waiting > 0 ? 0 : this.#updatesLeft;
  }

  discard(): void {
    this.#updatesLeft = 0;
  }

  /** Rows drawn from all roll-outs, with replacement. @throws VEM_ROLLOUT_NOT_READY */
  fill(batch: Columns, count: number, stream: Stream): void {
    const newest = this.rows();
    const perRollout = this.length * this.#open.environments;
    if (this.#drawn.length < count) this.#drawn = new Int32Array(count);
    for (let b = 0; b < count; b++) this.#drawn[b] = stream.integer(this.#kept.length * perRollout);
    for (const [name, target] of Object.entries(batch)) {
      if (!(name in newest)) continue;
      const sources = this.#kept.map(({ all }) => all[name]);
      gatherFrom(sources, this.#drawn, target, target.length / count);
    }
  }

  state(): ComponentState {
    const { environments } = this.#open;
    const parts = this.#kept.flatMap(({ rows, added }, rank) => [
      ...prefixed(`kept/${rank}`, rows.state()),
      ...prefixed(`added/${rank}`, Object.fromEntries(Object.entries(added).map(([name, x]) => [name, x.slice()]))),
    ]);
    return {
      environments,
      kept: this.#kept.length,
      updatesLeft: this.#updatesLeft,
      ...Object.fromEntries([...parts, ...prefixed('growing', this.#growing!.rows.state())]),
    };
  }

  /** @throws VEM_ROLLOUT_MISMATCH */
  restore(state: ComponentState): void {
    const { environments, most } = this.#open;
    if (state.environments !== environments)
      throw errors.stateMismatch('environments', environments, state.environments);
    const count = storedCount(state, 'kept', most);
    const kept = Array.from({ length: count }, (_, rank) => {
      const place = this.#place();
      place.rows.restore(within(`kept/${rank}`, state));
      for (const [name, all] of Object.entries(place.added))
        all.set(storedColumn(state, `added/${rank}/${name}`, all.length));
      return place;
    });
    this.#growing!.rows.restore(within('growing', state));
    this.#kept.splice(0, this.#kept.length, ...kept);
    this.#updatesLeft = storedCount(state, 'updatesLeft', this.#options.updates);
    this.#waiting = 0;
  }
}

/** Copies the drawn rows of a column, counted through all its parts. @param size - numbers per row */
function gatherFrom(parts: readonly Float32Array[], drawn: Int32Array, target: Float32Array, size: number): void {
  const perPart = parts[0].length / size;
  for (let b = 0, to = 0; to < target.length; b++) {
    const part = parts[Math.floor(drawn[b] / perPart)];
    const from = (drawn[b] % perPart) * size;
    for (let i = 0; i < size; i++) target[to++] = part[from + i];
  }
}
