import { type PartPlace, type Stream, taskAt } from '@vem/framework';

/** Row numbers in the order in which they came; grows by doubling. */
class Queue {
  #rows = new Int32Array(16);
  #head = 0;
  count = 0;

  push(row: number): void {
    const { length } = this.#rows;
    if (this.count === length) {
      const grown = new Int32Array(2 * length);
      for (let i = 0; i < this.count; i++) grown[i] = this.at(i);
      this.#rows = grown;
      this.#head = 0;
    }
    this.#rows[(this.#head + this.count++) % this.#rows.length] = row;
  }

  dropOldest(): void {
    this.#head = (this.#head + 1) % this.#rows.length;
    this.count--;
  }

  at(index: number): number {
    return this.#rows[(this.#head + index) % this.#rows.length];
  }

  clear(): void {
    this.#head = 0;
    this.count = 0;
  }
}

/**
 * Which rows belong to which task, so that a batch can have as many of each: what was experienced is not, as episodes of
 * some tasks are longer. It follows from the rows, so that there is nothing of it to store.
 */
export class TaskRows {
  readonly #place: PartPlace;
  readonly #queues: readonly Queue[];
  /** Queues that rows can be drawn from. */
  readonly #filled: Queue[] = [];
  #from = 0;

  /** @param place - where observations say which task it is, one-hot */
  constructor(place: PartPlace) {
    this.#place = place;
    this.#queues = Array.from({ length: place.size }, () => new Queue());
  }

  #taskIn(numbers: Float32Array, start: number): Queue {
    return this.#queues[taskAt(this.#place, numbers, start)];
  }

  /** A row is there. @param start - where its observation begins in the numbers */
  add(row: number, numbers: Float32Array, start: number): void {
    this.#taskIn(numbers, start).push(row);
  }

  /** The oldest row of all is about to be overwritten. */
  forget(numbers: Float32Array, start: number): void {
    this.#taskIn(numbers, start).dropOldest();
  }

  /** Before a batch is drawn. Which tasks get one row more where it cannot be divided evenly is left to chance. */
  begin(stream: Stream): void {
    this.#filled.length = 0;
    for (const queue of this.#queues) if (queue.count > 0) this.#filled.push(queue);
    this.#from = stream.integer(this.#filled.length);
  }

  /** The b-th row of the batch: a uniform draw from the rows of one task, the tasks in turn. */
  draw(b: number, stream: Stream): number {
    const queue = this.#filled[(this.#from + b) % this.#filled.length];
    return queue.at(stream.integer(queue.count));
  }

  clear(): void {
    for (const queue of this.#queues) queue.clear();
  }
}
