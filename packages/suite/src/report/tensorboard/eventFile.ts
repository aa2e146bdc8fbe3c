import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeFailed } from '../../store/storeErrors.js';
import { scalarRecord, versionRecord } from './records.js';

/** Scalars at one environment step. */
export interface Scalars {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly envSteps: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A report or an evaluation, as the files of a run keep them. */
export interface StoredLine {
  readonly envSteps: number;
  readonly episodeReturn?: number | undefined;
  readonly metrics?: Readonly<Record<string, number>>;
  /** Of an evaluation. */
  readonly meanReturn?: number;
}

/** What TensorBoard shows of a report or an evaluation. */
export const scalarsOf = ({ episodeReturn, metrics, meanReturn }: StoredLine): Record<string, number> => ({
  ...metrics,
  ...(episodeReturn === undefined ? {} : { 'train/episodeReturn': episodeReturn }),
  ...(meanReturn === undefined ? {} : { 'test/meanReturn': meanReturn }),
});

/**
 * An event file as TensorBoard reads it, anew: one that is there is replaced, so that a run which went back to a checkpoint is shown
 * once.
 *
 * @param folder - of one run; made if it is not there
 * @throws VEM_STORE_WRITE
 */
export class EventFile {
  readonly #path: string;

  constructor(folder: string, begun: number) {
    this.#path = join(folder, `events.out.tfevents.0.${hostname() || 'vem'}`);
    this.#write(() => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(this.#path, versionRecord(begun));
    });
  }

  append(lines: readonly Scalars[]): void {
    const records = lines
      .filter(({ values }) => Object.keys(values).length > 0)
      .map(({ wallTime, envSteps, values }) => scalarRecord(wallTime, envSteps, values));
    if (records.length > 0) this.#write(() => appendFileSync(this.#path, Buffer.concat(records)));
  }

  #write(act: () => void): void {
    try {
      act();
    } catch (cause) {
      throw writeFailed(this.#path, cause);
    }
  }
}
