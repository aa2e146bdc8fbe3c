import type { ComponentState, DataColumn, DataSource, RolloutStore, Stream, Transitions } from '@vem/framework';

/** What keeps roll-outs, and counts the batches that it still owes of them. */
export interface RolloutKeeper extends RolloutStore {
  readonly batchesLeft: number;
  declare(columns: readonly DataColumn[]): void;
  append(transitions: Transitions): void;
  fill(batch: Readonly<Record<string, Float32Array>>, rows: number, stream: Stream): void;
  state(): ComponentState;
  restore(state: ComponentState): void;
}

/** A memory of roll-outs as a data source: ready while batches of it are left. */
export abstract class RolloutSource<Memory extends RolloutKeeper> implements DataSource {
  protected readonly memory: Memory;
  readonly #adds: readonly DataColumn[];

  /** @param adds - columns that come with how steps are collected */
  constructor(memory: Memory, adds: readonly DataColumn[] = []) {
    this.memory = memory;
    this.#adds = adds;
  }

  abstract readonly batchSize: number;

  get rollouts(): RolloutStore {
    return this.memory;
  }

  open(columns: readonly DataColumn[]): readonly DataColumn[] {
    this.memory.declare(columns);
    return [...columns, ...this.#adds];
  }

  append(transitions: Transitions): void {
    this.memory.append(transitions);
  }

  ready(): boolean {
    return this.memory.batchesLeft > 0;
  }

  batchesLeft(): number {
    return this.memory.batchesLeft;
  }

  fill(batch: Readonly<Record<string, Float32Array>>, rows: number, stream: Stream): void {
    this.memory.fill(batch, rows, stream);
  }

  state(): ComponentState {
    return this.memory.state();
  }

  restore(state: ComponentState): void {
    this.memory.restore(state);
  }
}
