import type { MessagePort } from 'node:worker_threads';
import type { HostArray } from '../../program.js';
import type { StoredProgram } from '../storedProgram.js';
import type { Place } from './places.js';

/** Places in the control array of a thread. */
export const COMMAND = 0;
export const STATUS = 1;

/** Commands; from 0 on: run the program of that number. */
export const WAIT = -1;
export const LOAD = -2;
export const END = -3;

/** Statuses. */
export const BUSY = 0;
export const DONE = 1;
export const FAILED = 2;

/**
 * How often a thread looks before it sleeps: for about a millisecond, longer than what one thread does alone between two
 * updates. Waking takes a sleeping thread, and a core that has gone idle, a good part of that.
 */
export const GLANCES = 200_000;

export interface ThreadData {
  readonly control: Int32Array;
  /** Load messages come and failures go through it; it can be read without an event loop. */
  readonly port: MessagePort;
}

/** An input that programs have in common and threads must copy: one storage in shared memory for all of them. */
export interface CommonInput {
  readonly shared: HostArray;
  /** How often it was written. */
  readonly version: Int32Array;
}

/** A program for a thread; goes before the command LOAD. */
export interface LoadMessage {
  readonly program: StoredProgram;
  /** Where inputs are read from in a run, and outputs are written to. */
  readonly inputs: Readonly<Record<string, Place>>;
  readonly outputs: Readonly<Record<string, Place>>;
  /** Inputs that are copied only when they were written since the thread last read them. */
  readonly common: Readonly<Record<string, CommonInput>>;
  /** Inputs that are outputs, of the same name, of an earlier program of the thread, by its number. */
  readonly carried: Readonly<Record<string, number>>;
}

/** What went wrong in a thread. */
export interface FailureMessage {
  readonly message: string;
}
