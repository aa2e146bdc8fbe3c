import { closeSync } from 'node:fs';
import type { VemError } from '@vem/framework';
import { HEADER_BYTES, LONGEST_FRAME, type Request, STATUS } from './frames.js';
import * as errors from './gymnasiumErrors.js';
import { KeptChild } from './keeper.js';
import { openPipes, readUpTo, writeAll } from './pipes.js';

/** The process that runs the environments. */
export interface ChildCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** What a child says when it cannot do what it was asked. */
interface Refusal {
  readonly kind: 'missing' | 'make' | 'space' | 'failed';
  readonly message: string;
  readonly where?: string;
  readonly received?: string;
  readonly trace?: readonly string[];
}

const MILLISECONDS = 1000;
/** How often is looked whether an answer is late, and how much more finely than the time that it has. */
const LONGEST_TICK = 1000;
const TICKS = 10;
const WORD = 4;
/** Bytes; longer answers than what is reserved, such as descriptions and errors, cost another read. */
const SHORT_ANSWER = 1024;

/** One child of the bridge: sends it requests and waits for the answers, in this thread. */
export class Child {
  readonly #id: string;
  readonly #make: unknown;
  readonly #command: ChildCommand;
  /** Seconds that an answer may take. */
  readonly timeout: number;
  readonly #kept: KeptChild;
  readonly #requests: number;
  readonly #answers: number;
  #memory = new Uint8Array(SHORT_ANSWER);
  /** The last answer: in the memory for it, or in one of its own if it was longer. */
  #answer = this.#memory;
  #open = true;

  /**
   * @param make - arguments of `gymnasium.make`, for messages; @param timeout - seconds that an answer may take
   * @throws VEM_GYMNASIUM_PIPES
   */
  constructor(id: string, make: unknown, command: ChildCommand, timeout: number) {
    this.#id = id;
    this.#make = make;
    this.#command = command;
    this.timeout = timeout;
    const { child, requests, answers } = openPipes();
    this.#requests = requests;
    this.#answers = answers;
    this.#kept = new KeptChild({
      ...command,
      ...child,
      tick: Math.min(LONGEST_TICK, (timeout * MILLISECONDS) / TICKS),
    });
  }

  /** Where answers of up to `capacity` bytes are received from now on, header first. */
  reserve(capacity: number): ArrayBuffer {
    const memory = new ArrayBuffer(Math.max(capacity, SHORT_ANSWER));
    this.#memory = new Uint8Array(memory);
    return memory;
  }

  /**
   * Sends a request and waits for the answer, which is in the reserved memory then, if it fits.
   *
   * @param doing - for messages, e.g. `step()`; @param seconds - that the answer may take
   * @returns bytes of the whole answer
   * @throws VEM_PYTHON_MISSING, VEM_GYMNASIUM_…
   */
  exchange(doing: string, { bytes }: Request, seconds = this.timeout): number {
    this.#kept.begin(seconds * MILLISECONDS);
    const sent = this.#open && !this.#kept.gone && writeAll(this.#requests, bytes);
    const received = sent ? this.#receive(doing) : 0;
    this.#kept.end();
    if (received === 0) throw this.#ended(doing, seconds);
    const status = this.#word(0);
    if (status === STATUS.failed) throw this.#refused(doing, received);
    if (status !== STATUS.done) throw this.#unreadable(doing, `a status is 0 or 1`, status);
    return received;
  }

  /** The JSON of an answer. @throws VEM_GYMNASIUM_ANSWER */
  json(doing: string, received: number): unknown {
    const text = new TextDecoder().decode(this.#answer.subarray(HEADER_BYTES, received));
    try {
      return JSON.parse(text);
    } catch {
      throw this.#unreadable(doing, 'it is JSON', text.slice(0, 100));
    }
  }

  /** An answer that breaks the agreement; the child is of no more use. */
  #unreadable(doing: string, rule: string, received: unknown): VemError {
    this.dispose();
    return errors.answerInvalid(this.#id, doing, rule, received);
  }

  /** @throws VEM_GYMNASIUM_ANSWER if the answer is not of that length */
  expect(doing: string, received: number, expected: number): void {
    if (received !== expected) throw this.#unreadable(doing, `it has ${expected} bytes`, received);
  }

  /** Ends the child and waits until it is gone. */
  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    // The child reads the end of its input, closes its environments and ends.
    closeSync(this.#requests);
    this.#kept.ending();
    closeSync(this.#answers);
  }

  /** @returns bytes of the frame, 0 if the child is gone */
  #receive(doing: string): number {
    this.#answer = this.#memory;
    const gone = () => this.#kept.gone;
    const filled = readUpTo(this.#answers, this.#answer, 0, HEADER_BYTES, gone);
    // What a child that has ended wrote last is followed by the byte that tells of it.
    if (filled < HEADER_BYTES || gone()) return 0;
    const length = HEADER_BYTES + this.#word(WORD);
    if (length > LONGEST_FRAME) throw this.#unreadable(doing, `a frame has at most ${LONGEST_FRAME} bytes`, length);
    if (length > this.#answer.length) {
      this.#answer = new Uint8Array(length);
      this.#answer.set(this.#memory.subarray(0, filled));
    }
    const end = readUpTo(this.#answers, this.#answer, filled, length, gone);
    if (gone()) return 0;
    if (end > length) throw this.#unreadable(doing, `its length is ${length} bytes`, end);
    return end === length ? length : 0;
  }

  /** An unsigned word of the answer's header, little-endian. */
  #word(at: number): number {
    const { buffer, byteOffset } = this.#answer;
    return new DataView(buffer, byteOffset).getUint32(at, true);
  }

  #ended(doing: string, seconds: number): VemError {
    const ending = this.#kept.ending();
    this.dispose();
    if (ending.startError !== undefined) return errors.pythonMissing(this.#id, this.#command.command, ending.how);
    if (ending.hung) return errors.childHung(this.#id, doing, seconds, ending);
    return errors.childDied(this.#id, doing, ending);
  }

  #refused(doing: string, received: number): VemError {
    const { kind, message, ...more } = this.json(doing, received) as Refusal;
    if (kind === 'missing') return errors.gymnasiumMissing(this.#id, this.#command.command, message);
    if (kind === 'make') return errors.makeFailed(this.#id, this.#make, message);
    if (kind === 'space') return errors.spaceUnsupported(this.#id, more.where ?? 'observation', more.received ?? '');
    return errors.environmentFailed(this.#id, doing, message, more.trace ?? []);
  }
}
