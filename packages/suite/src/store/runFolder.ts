import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evaluation, Report } from '@vem/framework';
import { type ExperimentConfig, type MadeWith, readExperimentConfig } from '../experiment/experimentConfig.js';
import {
  appendJsonLine,
  exists,
  freeName,
  isTaken,
  jsonText,
  makeFolder,
  makeFreshFolder,
  numbered,
  removeTemporaries,
  synchronise,
  writeNew,
  writeWhole,
} from './files.js';
import { withoutLines } from './lines.js';
import { type FolderLock, type LockOptions, lockFolder } from './lock.js';
import type { EvaluationLine, RunResult } from './runResult.js';
import * as errors from './storeErrors.js';
import type { Temporary } from './temporary.js';

/** The files of a run folder. */
export const RUN_FILES = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  evaluations: 'evaluations.jsonl',
  log: 'log.jsonl',
  /** What a run thinks of each state, where these can be drawn. */
  states: 'states.json',
  result: 'result.json',
  /** Why there is no result, of a run that nobody else watches. */
  failure: 'failure.json',
  /** The policy at the end of training. */
  checkpoint: 'checkpoint',
  /** What an exact continuation needs, and the best policy so far. */
  checkpoints: 'checkpoints',
} as const;
const FOLDERS: readonly string[] = [RUN_FILES.checkpoint, RUN_FILES.checkpoints];

/** The policy of the best scheduled evaluation, among the checkpoints. */
export const BEST_POLICY = 'best';

/** Where a run goes: a folder that the user named, or the first free one of that name. */
export type RunPlace = { readonly folder: string } | { readonly freshLike: string };

/** What a folder holds that is no place for a run, by the file that tells. */
const FOREIGN = [
  ['comparison.json', 'a comparison'],
  ['manifest.json', 'a checkpoint'],
] as const;

/** Of which step a line speaks, if of any. */
const stepOf = (line: unknown): number => {
  const envSteps = typeof line === 'object' && line !== null && 'envSteps' in line ? line.envSteps : undefined;
  return typeof envSteps === 'number' ? envSteps : 0;
};
const isFinal = (line: unknown): boolean =>
  typeof line === 'object' && line !== null && 'kind' in line && line.kind === 'final';

/**
 * A run's folder while the run is under way: this process' alone, until it is released. Config first; metrics and
 * evaluations line by line; the result last, so a folder with a result is whole.
 */
export class RunFolder {
  readonly path: string;
  readonly #lock: FolderLock;
  #config: ExperimentConfig;

  private constructor(path: string, config: ExperimentConfig, lock: FolderLock) {
    this.path = path;
    this.#config = config;
    this.#lock = lock;
  }

  /**
   * Makes the folder and leaves the configuration in it.
   *
   * @throws VEM_OUT_TAKEN if the folder already holds a run, a comparison or a checkpoint, VEM_OUT_UNUSABLE if it cannot
   *   be made or written, VEM_FOLDER_IN_USE
   */
  static async create(place: RunPlace, config: ExperimentConfig): Promise<RunFolder> {
    const path = 'folder' in place ? place.folder : await makeFreshFolder(namesLike(place.freshLike));
    for (const [file, holds] of FOREIGN)
      if (await exists(join(path, file))) throw errors.outTaken(path, holds, await freeName(path));
    const taken = async () => errors.outTaken(path, 'a run', await freeName(path), `vem resume ${path}`);
    if (await exists(join(path, RUN_FILES.config))) throw await taken();
    // What another run left would be taken for this one's: its checkpoints, its lines, its policy.
    for (const name of Object.values(RUN_FILES))
      if (await isTaken(join(path, name), FOLDERS.includes(name) ? 'folder' : 'file'))
        throw errors.outTaken(path, `what another run left, "${name}"`, await freeName(path));
    await makeFolder(path);
    const lock = await lockFolder(path);
    try {
      if (!(await writeNew(join(path, RUN_FILES.config), jsonText(config)))) throw await taken();
      return new RunFolder(path, config, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Takes the folder of a run that is to go on.
   *
   * @throws VEM_RUN_NOT_FOUND, VEM_CONFIG_…, VEM_FOLDER_IN_USE
   */
  static async open(path: string, options: LockOptions = {}): Promise<RunFolder> {
    const file = join(path, RUN_FILES.config);
    if (!(await exists(file))) throw errors.notARun(path);
    const lock = await lockFolder(path, options);
    try {
      await removeTemporaries(path, Object.values(RUN_FILES));
      return new RunFolder(path, await readExperimentConfig(file), lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get config(): ExperimentConfig {
    return this.#config;
  }

  /** Lets other processes have the folder. */
  release(): Promise<void> {
    return this.#lock.release();
  }

  /**
   * Takes back everything that was written after this many environment steps, and the result. Where a file is damaged
   * nothing is changed.
   *
   * @throws VEM_STORE_DAMAGED, VEM_STORE_WRITE
   */
  async rewind(envSteps: number): Promise<void> {
    const early = (line: unknown) => stepOf(line) <= envSteps;
    const kept = [
      ['metrics', early],
      ['evaluations', (line: unknown) => early(line) && !isFinal(line)],
      ['log', early],
    ] as const;
    const rewritten: Temporary[] = [];
    try {
      for (const [name, keep] of kept) rewritten.push(...(await withoutLines(this.file(name), keep)));
      // First, so that there is at no moment a result with a part of its lines.
      await rm(this.file('result'), { force: true });
    } catch (error) {
      for (const file of rewritten) await file.discard();
      throw error;
    }
    for (const file of rewritten) await file.commit();
  }

  /** Another configuration from here on. */
  async reconfigure(config: ExperimentConfig): Promise<void> {
    await writeWhole(this.file('config'), jsonText(config));
    this.#config = config;
  }

  file(name: keyof typeof RUN_FILES): string {
    return join(this.path, RUN_FILES[name]);
  }

  /** Completes the configuration by what the run turned out to run on. */
  recordMadeWith(madeWith: MadeWith): Promise<void> {
    return this.reconfigure({ ...this.#config, madeWith });
  }

  async append({ evaluation, ...report }: Report): Promise<void> {
    await appendJsonLine(this.file('metrics'), report);
    if (evaluation) await this.appendEvaluation('curve', report, evaluation);
  }

  /** Waits until all lines are on the disk, as a checkpoint is when it counts. */
  async synchronise(): Promise<void> {
    for (const name of ['metrics', 'evaluations'] as const) await synchronise(this.file(name));
  }

  appendEvaluation(
    kind: EvaluationLine['kind'],
    { envSteps, updates }: { readonly envSteps: number; readonly updates: number },
    evaluation: Evaluation,
  ): Promise<void> {
    return appendJsonLine(this.file('evaluations'), { kind, envSteps, updates, ...evaluation });
  }

  finish(result: RunResult): Promise<void> {
    return writeWhole(this.file('result'), jsonText(result));
  }
}

function* namesLike(base: string): Generator<string, never> {
  yield base;
  return yield* numbered(base, 2);
}

/** A text as part of a file name: letters, digits, dot, underscore and dash; all else becomes one dash. */
export const fileNameOf = (text: string): string =>
  text.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[-.]+|-+$/g, '') || 'run';
