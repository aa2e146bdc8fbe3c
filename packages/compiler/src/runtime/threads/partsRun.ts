import type { VemError } from '../../errors.js';
import { messageOf } from '../errors.js';
import { threadFailed } from './errors.js';
import type { HelperThread } from './helperThread.js';
import type { OwnParts } from './ownParts.js';
import type { Worth } from './worth.js';

/** A program that is loaded in helper threads, as number so-and-so in each. */
export interface LoadedParts {
  readonly name: string;
  readonly number: number;
  readonly threads: readonly HelperThread[];
  /** Where the calling thread may do parts itself. */
  readonly ownParts: OwnParts | undefined;
  readonly worth: Worth;
}

/** How many parts were done, by whom. */
export interface DoneParts {
  byHelpers: number;
  alone: number;
}

/** One run after the other of a program in helper threads. */
export class PartsRun {
  readonly #parts: LoadedParts;
  readonly #done: DoneParts;
  #started = 0;
  #offered = false;

  constructor(parts: LoadedParts, done: DoneParts) {
    this.#parts = parts;
    this.#done = done;
  }

  /** Offers the parts to the threads, if that is worth it at present. */
  start(send: () => void): void {
    const { ownParts, worth, threads, number } = this.#parts;
    this.#offered = ownParts === undefined || !worth.resting();
    this.#started = performance.now();
    if (!this.#offered) return;
    send();
    for (const thread of threads) thread.start(number);
  }

  /** Does what nobody has begun, and waits for the rest. What went wrong. */
  finish(): VemError[] {
    const { name, ownParts, worth, threads } = this.#parts;
    const own = performance.now() - this.#started;
    const left = ownParts ? this.#left() : [];
    const failures = left.flatMap((helper) => failureOf(name, () => ownParts!.run(helper)));
    const waiting = performance.now();
    if (this.#offered) failures.push(...threads.flatMap((thread) => thread.finish(name) ?? []));
    const helped = threads.length - left.length;
    if (this.#offered) worth.note(own, performance.now() - waiting, helped, left.length);
    this.#done.byHelpers += helped;
    this.#done.alone += left.length;
    return failures;
  }

  /** Helpers whose parts nobody has begun, nor will. */
  #left(): number[] {
    const { threads, number } = this.#parts;
    return [...threads.keys()].filter((helper) => !this.#offered || threads[helper].withdraw(number));
  }
}

/** What goes wrong in a part that the calling thread does for a helper, as if the helper had done it. */
function failureOf(program: string, run: () => void): VemError[] {
  try {
    run();
    return [];
  } catch (error) {
    return [threadFailed(program, messageOf(error))];
  }
}
