import { closeSync, openSync, writeSync } from 'node:fs';
import pino, { type Logger } from 'pino';
import { writeFailed } from '../store/storeErrors.js';

// Levels are names of pino: what is logged as `warn` or worse is also told at once.

/** A run's log: kept in memory until the run has a folder, then in a file there, one JSON object per line. */
export class RunLog {
  readonly logger: Logger;
  #early: string[] = [];
  #file: number | undefined;
  #path = '';

  /** @param onWarning - told of warnings and errors as they are logged */
  constructor(onWarning: (text: string) => void) {
    const notify = (line: string) => {
      const { msg } = JSON.parse(line) as { msg?: unknown };
      onWarning(typeof msg === 'string' ? msg : line.trim());
    };
    this.logger = pino(
      { level: 'debug', base: null },
      pino.multistream([
        { level: 'info', stream: { write: (line: string) => this.#write(line) } },
        { level: 'warn', stream: { write: notify } },
      ]),
    );
  }

  #write(line: string): void {
    if (this.#file === undefined) {
      this.#early.push(line);
      return;
    }
    try {
      writeSync(this.#file, line);
    } catch (cause) {
      throw writeFailed(this.#path, cause);
    }
  }

  /** From here on lines go to this file, those of before first. @throws VEM_STORE_WRITE, here and when logging */
  open(path: string): void {
    this.#path = path;
    try {
      this.#file = openSync(path, 'a');
    } catch (cause) {
      throw writeFailed(path, cause);
    }
    for (const line of this.#early.splice(0)) this.#write(line);
  }

  /** Notes why a run failed, if that can still be written: the reason may be that it cannot. */
  failed(error: unknown): void {
    try {
      this.logger.info({ err: error }, 'run failed');
    } catch {
      // The error that the run failed by is the one to report.
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
