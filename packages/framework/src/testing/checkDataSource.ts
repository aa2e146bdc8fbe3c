import type { BoundSlot } from '../composition/definePlugin.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import type { DataColumn, DataSource } from '../slots/data.js';
import { checkDemonstrations } from './checkDemonstrations.js';
import { componentOf, type Require, requirementsOf, same } from './examination.js';
import { checkImagined, imagineDue, isImagined } from './imaginedRows.js';

export interface DataConditions {
  /** N, environments side by side; default 2. */
  readonly environments?: number;
  /** Environment steps of each environment that are stored; default 200. */
  readonly steps?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Every number of a row tells which row it is: step t of environment n is number t·N + n, and ends are known by it. */
const OF = {
  reward: 0.25,
  action: 0.5,
  logMu: 0.75,
  next: 100_000,
  annotation: 200_000,
} as const;

const COLUMNS: readonly DataColumn[] = [
  { name: 'observation', size: 2 },
  { name: 'action', size: 2 },
  { name: 'reward', size: 1 },
  { name: 'nextObservation', size: 2 },
  { name: 'terminated', size: 1 },
  { name: 'truncated', size: 1 },
  { name: 'logMu', size: 1 },
  { name: 'time', size: 1 },
  { name: 'path', size: 1 },
];

/** What a model can predict of them. */
const PREDICTED: readonly DataColumn[] = COLUMNS.slice(0, 6);

const ANNOTATIONS: readonly DataColumn[] = [
  { name: 'advantage', size: 1 },
  { name: 'wide', size: 2 },
];

/** Environment n ends an episode after every 7 + n steps, by its own rule and by a time limit in turns. */
const episodeOf = (n: number) => 7 + n;
const endsAt = (t: number, n: number) => (t + 1) % episodeOf(n) === 0;
const pathOf = (t: number, n: number) => Math.floor(t / episodeOf(n));
const terminatesAt = (t: number, n: number) => endsAt(t, n) && pathOf(t, n) % 2 === 0;

/** What step `id` led to: the next one of its environment, or a final observation of its own. */
function nextOf(id: number, count: number): readonly number[] {
  const [t, n] = [Math.floor(id / count), id % count];
  return endsAt(t, n) ? [id + OF.next, -id] : [id + count, -id - count];
}

type Columns = Readonly<Record<string, Float32Array>>;

/** Columns of the transitions at step t. */
function write(columns: Columns, t: number, count: number): void {
  for (let n = 0; n < count; n++) {
    const id = t * count + n;
    columns.observation.set([id, -id], 2 * n);
    columns.action.set([id + OF.action, -id], 2 * n);
    columns.reward[n] = id + OF.reward;
    columns.nextObservation.set(nextOf(id, count), 2 * n);
    columns.terminated[n] = terminatesAt(t, n) ? 1 : 0;
    columns.truncated[n] = endsAt(t, n) && !terminatesAt(t, n) ? 1 : 0;
    columns.logMu[n] = id + OF.logMu;
    columns.time[n] = t % episodeOf(n);
    columns.path[n] = pathOf(t, n);
  }
}

/** A data source with what was stored in it so far. */
class Source {
  readonly data: DataSource;
  /** Columns of transitions, and of batches. */
  readonly declared: readonly DataColumn[];
  readonly columns: readonly DataColumn[];
  readonly count: number;
  readonly require: Require;
  #stored = 0;
  readonly #transitions: Columns;

  constructor(bound: BoundSlot<'data'>, count: number, require: Require) {
    this.data = componentOf(bound);
    this.count = count;
    this.require = require;
    this.declared = bound.provides.includes('imagined') ? PREDICTED : COLUMNS;
    const opened = this.data.open(this.declared);
    this.data.rollouts?.open(count, ANNOTATIONS);
    this.columns = this.data.rollouts ? [...opened, ...ANNOTATIONS] : opened;
    this.#transitions = Object.fromEntries(COLUMNS.map(({ name, size }) => [name, new Float32Array(count * size)]));
  }

  get stored(): number {
    return this.#stored;
  }

  /** Goes on after the steps that another one stored. */
  follow({ stored }: Source): void {
    this.#stored = stored;
  }

  get progress() {
    return { envSteps: this.#stored * this.count, updates: 0, rollouts: 0, fraction: 0 };
  }

  /** Stores a step. @returns whether there is something to learn from */
  append(): boolean {
    write(this.#transitions, this.#stored++, this.count);
    this.data.append({ count: this.count, columns: this.#transitions });
    // Arrays are reused: whoever kept one finds this.
    for (const column of Object.values(this.#transitions)) column.fill(-1e6);
    this.annotate();
    if (this.data.ready(this.progress)) imagineDue(this.data, this.progress, this.require);
    return this.data.ready(this.progress) && (this.data.batchesLeft?.() ?? 1) > 0;
  }

  annotate(): void {
    const { rollouts } = this.data;
    for (let whole = rollouts?.complete(); rollouts && whole; whole = rollouts.complete()) {
      checkRows(this, whole, whole.reward.length, 'a roll-out that is whole');
      this.#checkTime(whole, rollouts.stretches ?? this.count, 'a roll-out');
      const ids = Float32Array.from({ length: whole.reward.length }, (_, row) => whole.observation[2 * row]);
      rollouts.annotate({
        advantage: ids.map((id) => id + OF.annotation),
        wide: Float32Array.from({ length: 2 * ids.length }, (_, i) => ids[i >> 1] + OF.annotation + (i & 1) / 2),
      });
    }
  }

  /** Row t·N + n is step t of stretch n. */
  #checkTime(whole: Columns, stretches: number, what: string): void {
    const rows = whole.reward.length;
    for (let row = stretches; row < rows; row++) {
      if (whole.weight?.[row] === 0) continue;
      const [id, before] = [whole.observation[2 * row], whole.observation[2 * (row - stretches)]];
      this.require(
        id === before + this.count,
        `rows of ${what} stand in order of time, stretches side by side`,
        `row ${id} after row ${before} with ${this.count} environments`,
        'Row t·N + n is step t of stretch n.',
      );
    }
  }

  fill(seed: number): Columns {
    return this.fillFrom(new Streams(seed).stream(streamNames.stage('batch')));
  }

  fillFrom(stream: Parameters<DataSource['fill']>[2]): Columns {
    const { data } = this;
    const rows = data.batchSize * ((data.sequenceLength ?? 1) + (data.burnIn ?? 0));
    const batch = Object.fromEntries(
      this.columns.map(({ name, size }) => [name, new Float32Array(rows * size).fill(Number.NaN)]),
    );
    data.fill(batch, data.batchSize, stream);
    if (data.sequenceLength !== undefined) this.#checkTime(batch, data.batchSize, 'a sequence');
    return batch;
  }
}

const rowOf = (column: Float32Array, row: number, size: number) => [...column.subarray(row * size, (row + 1) * size)];

/** All numbers of a row belong to one step that was stored. */
function checkRows(source: Source, batch: Columns, rows: number, what: string): void {
  const { require, count, stored, data } = source;
  for (let row = 0; row < rows; row++) {
    const id = batch.observation[2 * row];
    if (batch.weight?.[row] === 0) continue;
    if (data.imagination && isImagined(batch, row)) {
      checkImagined(batch, row, stored * count, require);
      continue;
    }
    require(Number.isInteger(id) &&
      id >= 0 &&
      id <
        stored *
          count, `${what} has rows that were stored`, `observation ${rowOf(batch.observation, row, 2)}`, 'Hand out copies of what was appended.');
    const window = batch.windowLength?.[row] ?? 1;
    const last = id + (window - 1) * count;
    const [t, n] = [Math.floor(last / count), last % count];
    const expected: Readonly<Record<string, readonly number[]>> = {
      observation: [id, -id],
      action: [id + OF.action, -id],
      reward: [id + OF.reward],
      nextObservation: nextOf(last, count),
      terminated: [terminatesAt(t, n) ? 1 : 0],
      truncated: [endsAt(t, n) && !terminatesAt(t, n) ? 1 : 0],
      logMu: [id + OF.logMu],
      time: [Math.floor(id / count) % episodeOf(n)],
      path: [pathOf(Math.floor(id / count), n)],
      advantage: [id + OF.annotation],
      wide: [id + OF.annotation, id + OF.annotation + 0.5],
    };
    for (const { name, size } of source.columns) {
      if (!(name in expected) || !(name in batch)) continue;
      const found = rowOf(batch[name], row, size);
      require(same(
        found,
        expected[name].map(Math.fround),
      ), `${what} has the "${name}" of the step whose observation it has`, `${found} instead of ${expected[name]}`, name ===
        'nextObservation'
        ? 'It is what the step led to, of an ended episode its final observation.'
        : 'Write all columns of a row from one step.');
    }
    if (batch.windowReward) checkWindow(source, batch, row, id);
  }
  require(data.batchSize > 0, 'batches have rows', data.batchSize, 'Give `batchSize`.');
}

/** Rewards of a window are those of its steps, which belong to one episode. */
function checkWindow({ require, count, data }: Source, batch: Columns, row: number, id: number): void {
  const longest = data.windowLength!;
  const length = batch.windowLength[row];
  require(Number.isInteger(length) &&
    length >= 1 &&
    length <= longest, 'a window has from one step to the longest', length, 'Count its steps.');
  const rewards = rowOf(batch.windowReward, row, longest);
  const expected = rewards.map((_, k) => (k < length ? Math.fround(id + k * count + OF.reward) : 0));
  require(same(
    rewards,
    expected,
  ), 'a window has the rewards of its steps, then zeros', `${rewards} instead of ${expected}`, 'Steps of one environment follow each other at a distance of N rows.');
  const n = id % count;
  for (let k = 0; k + 1 < length; k++)
    require(!endsAt(
      Math.floor(id / count) + k,
      n,
    ), 'a window ends where an episode does', `${length} steps from step ${Math.floor(id / count)} of environment ${n}`, 'Stop at `terminated` and `truncated`.');
}

/**
 * Examines a data source: rows as they were stored, each from one step, with final observations; windows and roll-outs that cross no
 * end; sequences in order of time; random choices from the stream alone; each row once per epoch; a state from which another one goes on.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkDataSource(bound: BoundSlot<'data'>, conditions: DataConditions = {}): void {
  const { environments = 2, steps = 200, seed = 1 } = conditions;
  if (bound.provides.includes('demonstrations')) {
    checkDemonstrations(bound, seed);
    return;
  }
  const require = requirementsOf(bound);
  const open = () => new Source(bound, environments, require);
  const source = open();
  checkOpened(source);
  // Nothing comes out of it.
  if (bound.provides.length === 1 && bound.provides[0] === 'given') return;
  const restored = open();
  // Others draw as often as they are asked, with replacement.
  const onPolicy = bound.provides.includes('onPolicy');
  const seen = new Set<number>();
  let [batches, saves] = [0, 0];
  while (source.stored < steps) {
    const ready = source.append();
    if (source.stored === Math.floor(steps / 2)) {
      checkState(source, restored, seed);
      continue;
    }
    if (!ready) continue;
    // A source that says how much it has is learned from to its end.
    const left = source.data.batchesLeft?.();
    require(left === undefined ||
      (Number.isInteger(left) && left > 0), 'batches that are left are a whole number', left, 'Count them.');
    const stream = new Streams(seed + batches).stream(streamNames.stage('batch'));
    const epoch = new Map<number, number>();
    let drained = false;
    for (let k = 0; k < (left ?? 2); k++) {
      const batch = source.fillFrom(stream);
      const rows = batch.reward.length;
      checkRows(source, batch, rows, 'a batch');
      for (let row = 0; row < rows; row++) {
        const id = batch.observation[2 * row];
        seen.add(id);
        if (batch.weight?.[row] !== 0) epoch.set(id, (epoch.get(id) ?? 0) + 1);
      }
      batches++;
      if (onPolicy && left !== undefined && source.data.rollouts?.epochEnded) {
        require(new Set(epoch.values()).size <=
          1, 'an epoch has each row once', `${Math.min(...epoch.values())} to ${Math.max(...epoch.values())} times`, 'Draw without replacement.');
        epoch.clear();
      }
      // In the middle of an epoch, once: both are learned from to their ends there.
      if (k === 0 && saves++ === 1) {
        checkState(source, restored, seed + 3);
        drained = true;
        break;
      }
    }
    const after = source.data.batchesLeft?.();
    require(left === undefined ||
      !onPolicy ||
      drained ||
      after === 0, 'each batch that is filled is one less that is left', `${after} after ${left}`, 'Count them down.');
  }
  require(batches >
    0, `there is something to learn from after ${steps} steps of ${environments} environments`, 'not ready', 'Examine it with options that make it smaller, or with more `steps`.');
  const covered = new Set([...seen].map((id) => Math.floor(id) % environments));
  require(covered.size ===
    environments, 'all environments are learned from', `rows of ${[...covered]} of ${environments}`, 'Choose among all rows.');
  require(seen.size >
    Math.min(batches, 2) *
      source.data.batchSize *
      0.2, 'batches differ', `${seen.size} rows in ${batches} batches`, 'Choose by the stream.');
  checkStreams(source, seed);
}

function checkOpened(source: Source): void {
  const { require, declared, columns, data } = source;
  const missing = declared.filter(
    ({ name, size }) => !columns.some((column) => column.name === name && column.size === size),
  );
  require(missing.length ===
    0, 'batches have the columns of the transitions', `none called ${missing.map(({ name }) => name)}`, 'Return them from `open`.');
  require(!data.ready(source.progress), 'an empty source is not ready', 'ready', 'Wait for rows.');
}

/** What is saved, in whichever way, goes on as the one that was saved. */
function checkState(source: Source, other: Source, seed: number): void {
  const { require, data } = source;
  const { log } = data;
  const take = () => {
    if (!log) return { rest: structuredClone(data.state()), segments: [] };
    const { first, settled } = log.extent();
    const segments = settled > first ? [{ first, rows: structuredClone(log.rows(first, settled)) }] : [];
    return { rest: structuredClone(log.rest(settled)), segments };
  };
  const live = data.state();
  const copied = structuredClone(live);
  const saved = take();
  other.follow(source);
  if (log) other.data.log!.restoreFrom(saved.segments, saved.rest);
  else other.data.restore(saved.rest);
  const ready = data.ready(source.progress);
  require(other.data.ready(other.progress) === ready &&
    other.data.batchesLeft?.() ===
      data.batchesLeft?.(), 'a restored source is as ready as the one that was saved', 'another readiness', 'Put counters into the state.');
  if (ready && (data.batchesLeft?.() ?? 1) > 0 && data.rollouts === undefined) {
    const [expected, found] = [source.fill(seed), other.fill(seed)];
    require(same(
      found,
      expected,
    ), 'a restored source fills the same batches', 'others', 'Put rows, and where the next one goes, into the state.');
  }
  // Both go on side by side; what is left of a roll-out comes first.
  for (let k = ready && data.batchesLeft ? data.batchesLeft() : 0; k > 0; k--)
    require(same(
      other.fill(seed + k),
      source.fill(seed + k),
    ), 'a restored source fills the same batches', 'others', 'Put the order of rows, and how many are left, into the state.');
  for (let t = 0; t < 30; t++) {
    const both = [source, other].map((one) => one.append());
    require(both[0] ===
      both[1], 'a restored source is ready when the one that was saved is', `${both}`, 'Put counters into the state.');
    const left = data.batchesLeft?.() ?? 1;
    if (!both[0]) continue;
    for (let k = 0; k < left; k++) {
      const [expected, found] = [source.fill(seed + t + k), other.fill(seed + t + k)];
      require(same(
        found,
        expected,
      ), 'a restored source goes on as the one that was saved', 'other batches', 'Put rows, and where the next one goes, into the state.');
      if (data.batchesLeft === undefined) break;
    }
  }
  require(same(
    live,
    copied,
  ), 'state() is a copy', 'numbers that change with further steps', 'Copy arrays with `slice()`.');
}

/** Random choices come from the stream alone, and do come from it. */
function checkStreams(source: Source, seed: number): void {
  const { require, data } = source;
  if (data.batchesLeft) return;
  const [first, again, other] = [source.fill(seed), source.fill(seed), source.fill(seed + 1)];
  require(same(first, again), 'one stream gives one batch', 'two', 'Take random choices from the given stream.');
  require(!same(
    first,
    other,
  ), 'another stream gives another batch', 'the same', 'Take random choices from the given stream.');
}
