import type { Bindings, HostArray, Program } from '../../program.js';
import { mapEntries } from '../graphExecutable.js';
import { exportProgram, type StoredPort, type StoredProgram } from '../storedProgram.js';
import { type DirectMemory, directMemory } from './directMemory.js';
import { HelperThread } from './helperThread.js';
import { OwnParts } from './ownParts.js';
import { type DoneParts, PartsRun } from './partsRun.js';
import { allocate, existing, type Placed } from './places.js';
import type { CommonInput } from './protocol.js';
import { Worth } from './worth.js';

/** An input that all programs and threads read, and only the calling thread writes, while no program runs. */
export interface CommonSource {
  /** Off V8's heap. */
  readonly data: HostArray;
  /** `count` grows with every change of the data. */
  readonly version: { readonly count: number };
}

/**
 * Where an input comes from: `carried`, from an earlier program of the same thread that has an output of this name; `own`,
 * from storage of this program and thread; else from the caller's, for all programs and threads.
 */
export type InputSource = 'carried' | 'own' | CommonSource;

/** The storage of one thread's copy of a program. */
export interface HelperPorts {
  readonly inputs: Readonly<Record<string, HostArray>>;
  readonly outputs: Readonly<Record<string, HostArray>>;
}

/** A program that helper threads have loaded. */
export interface HelperProgram {
  /** One per thread: fill the inputs before `start`, read the outputs after `finish`. Only own inputs are there. */
  readonly ports: readonly HelperPorts[];
  /** Lets every thread run the program; returns at once. */
  start(): void;
  /** Blocks until all are done. @throws VEM_THREAD_FAILED, VEM_THREAD_SILENT */
  finish(): void;
}

export interface HelperThreadsOptions {
  /** `direct`: all threads work on the same numbers, where that is possible; `copies`: what they share is copied. */
  readonly memory?: 'direct' | 'copies';
  /**
   * Whether the calling thread does parts itself that helpers have not begun when it needs them, and all of them for a
   * while where helpers cost more time than they win. Results are the same. Default true; needs direct memory.
   */
  readonly stepsIn?: boolean;
}

/** A common input that is copied to shared memory whenever it has changed. */
interface Copied extends CommonInput {
  sent: number;
}

/** Storage that a thread which did not end may still write to: it must not be freed. */
const abandoned = new Set<readonly HostArray[]>();

/**
 * Threads beside the calling one that run the same programs on other parts of a batch. Each has ONNX Runtime sessions of
 * its own. With direct memory they read and write the calling thread's numbers in place; else numbers go in and out
 * through shared memory, which ONNX Runtime does not accept itself, so they are copied on both sides.
 *
 * Who does a part does not change its numbers, so time may decide it.
 */
export class HelperThreads {
  readonly #threads: readonly HelperThread[];
  readonly #memory: DirectMemory | undefined;
  /** Outputs of the programs so far: the last program with an output of this name, by number. */
  readonly #producers = new Map<string, number>();
  readonly #copied = new Map<string, Copied>();
  /** All that threads know by address. */
  readonly #held: HostArray[] = [];
  readonly #stepsIn: boolean;
  readonly #worth = new Worth();
  /** Outputs of each program by number, of each thread. */
  readonly #outputs: (readonly Readonly<Record<string, HostArray>>[])[] = [];
  readonly #ownParts: OwnParts[] = [];
  readonly #done: DoneParts = { byHelpers: 0, alone: 0 };

  /** @param count - threads beside the calling one */
  constructor(count: number, { memory = 'direct', stepsIn = true }: HelperThreadsOptions = {}) {
    this.#memory = memory === 'direct' ? directMemory() : undefined;
    this.#stepsIn = stepsIn && this.#memory !== undefined;
    this.#threads = Array.from({ length: count }, () => new HelperThread());
  }

  /** Threads beside the calling one. */
  get count(): number {
    return this.#threads.length;
  }

  /** How many parts were done so far, by whom. */
  get done(): Readonly<DoneParts> {
    return { ...this.#done };
  }

  /**
   * Records a program and makes every thread load it.
   *
   * @param outputOf - storage of the caller, off V8's heap, for an output of one thread; by default it is allocated
   * @throws VEM_THREAD_FAILED if a thread cannot load it
   */
  load(
    program: Program,
    sourceOf: (input: string) => InputSource,
    outputOf: (output: string, thread: number) => HostArray | undefined = () => undefined,
  ): HelperProgram {
    const stored = exportProgram(program);
    const number = this.#outputs.length;
    const own: [string, StoredPort][] = [];
    const direct: Record<string, Placed> = {};
    const common: Record<string, CommonInput> = {};
    const carried: Record<string, number> = {};
    const copied: { readonly input: Copied; readonly source: CommonSource }[] = [];
    for (const [name, port] of Object.entries(stored.inputs)) {
      const source = sourceOf(name);
      if (source === 'own') own.push([name, port]);
      else if (source === 'carried') carried[name] = this.#producers.get(name)!;
      else if (this.#memory) direct[name] = this.#hold(existing(source.data, this.#memory));
      else {
        const input = this.#copy(name, port);
        copied.push({ input, source });
        common[name] = input;
      }
    }
    const returned: { readonly from: HostArray; readonly to: HostArray }[] = [];
    const ports = this.#threads.map((thread, index) => {
      const inputs = mapEntries(own, (_, port) => this.#hold(allocate(port, this.#memory)));
      const outputs = mapEntries(Object.entries(stored.outputs), (name, port) => {
        const to = outputOf(name, index);
        if (to && this.#memory) return this.#hold(existing(to, this.#memory));
        const placed = this.#hold(allocate(port, this.#memory));
        if (to) returned.push({ from: placed.array, to });
        return placed;
      });
      const places = { inputs: placesOf({ ...direct, ...inputs }), outputs: placesOf(outputs) };
      thread.load({ program: stored, carried, common, ...places });
      return { inputs: arraysOf(inputs), outputs: arraysOf(outputs) };
    });
    const shared = Object.fromEntries(Object.entries(direct).map(([name, { array }]) => [name, array]));
    const ownParts = this.#stepInWith(
      stored,
      ports.map((port, thread) => ({
        ...shared,
        ...port.inputs,
        ...port.outputs,
        ...Object.fromEntries(
          Object.entries(carried).map(([name, producer]) => [name, this.#outputs[producer][thread][name]]),
        ),
      })),
    );
    for (const name of Object.keys(stored.outputs)) this.#producers.set(name, number);
    this.#outputs.push(ports.map(({ outputs }) => outputs));
    const parts = { name: program.name, number, threads: this.#threads, ownParts, worth: this.#worth };
    const run = new PartsRun(parts, this.#done);
    return {
      ports,
      start: () =>
        run.start(() => {
          for (const { input, source } of copied) send(input, source);
        }),
      finish: () => {
        const [failure] = run.finish();
        if (failure) {
          this.#keepForLost();
          throw failure;
        }
        for (const { from, to } of returned) to.set(from);
      },
    };
  }

  #stepInWith(program: StoredProgram, bindings: readonly Bindings[]): OwnParts | undefined {
    if (!this.#stepsIn) return undefined;
    const parts = new OwnParts(program, bindings);
    this.#ownParts.push(parts);
    return parts;
  }

  /** Keeps what threads know by address. */
  #hold(placed: Placed): Placed {
    this.#held.push(placed.array);
    return placed;
  }

  #keepForLost(): void {
    if (this.#threads.some(({ lost }) => lost)) abandoned.add(this.#held);
  }

  #copy(name: string, port: StoredPort): Copied {
    const known = this.#copied.get(name);
    if (known) return known;
    const version = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const { array: shared } = allocate(port, undefined);
    const input = { shared, version, sent: Number.NaN };
    this.#copied.set(name, input);
    return input;
  }

  /** Waits for what still runs and lets the threads end; programs must not be started afterwards. */
  dispose(): void {
    for (const thread of this.#threads) thread.end();
    for (const parts of this.#ownParts) parts.dispose();
    this.#keepForLost();
  }
}

/** Writes a common input for all threads, unless this version of it was the last one written. */
function send(input: Copied, { data, version: { count } }: CommonSource): void {
  if (input.sent === count) return;
  input.shared.set(data);
  Atomics.add(input.version, 0, 1);
  input.sent = count;
}

const placesOf = (placed: Readonly<Record<string, Placed>>) =>
  mapEntries(Object.entries(placed), (_, { place }) => place);
const arraysOf = (placed: Readonly<Record<string, Placed>>) =>
  mapEntries(Object.entries(placed), (_, { array }) => array);
