import { join } from 'node:path';
import type { Assessment, Report } from '@vem/framework';
import type { ExperimentConfig, MadeWith } from '../experiment/experimentConfig.js';
import {
  appendJsonLine,
  exists,
  freeName,
  jsonText,
  makeFolder,
  makeFreshFolder,
  numbered,
  writeNew,
  writeWhole,
} from './files.js';
import type { EvaluationLine, RunResult } from './runResult.js';
import * as errors from './storeErrors.js';

/** The files of a run folder. */
export const RUN_FILES = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  evaluations: 'evaluations.jsonl',
  log: 'log.jsonl',
  result: 'result.json',
  checkpoint: 'checkpoint',
} as const;

/** Where a run goes: a folder that the user named, or the first free one of that name. */
export type RunPlace = { readonly folder: string } | { readonly freshLike: string };

/** What a folder holds that is no place for a run, by the file that tells. */
const FOREIGN = [
  ['comparison.json', 'a comparison'],
  ['manifest.json', 'a checkpoint'],
] as const;

/**
 * A run's folder while the run is under way. Config first; metrics and evaluations line by line; the result last, so a
 * folder with a result is whole.
 */
export class RunFolder {
  readonly path: string;
  readonly #config: ExperimentConfig;

  private constructor(path: string, config: ExperimentConfig) {
    this.path = path;
    this.#config = config;
  }

  /**
   * Makes the folder and leaves the configuration in it.
   *
   * @throws VEM_OUT_TAKEN if the folder already holds a run, a comparison or a checkpoint, VEM_OUT_UNUSABLE if it cannot be made or written
   */
  static async create(place: RunPlace, config: ExperimentConfig): Promise<RunFolder> {
    const path = 'folder' in place ? place.folder : await makeFreshFolder(namesLike(place.freshLike));
    for (const [file, holds] of FOREIGN)
      if (await exists(join(path, file))) throw errors.outTaken(path, holds, await freeName(path));
    await makeFolder(path);
    const claimed = await writeNew(join(path, RUN_FILES.config), jsonText(config));
    if (!claimed) throw errors.outTaken(path, 'a run', await freeName(path));
    return new RunFolder(path, config);
  }

  file(name: keyof typeof RUN_FILES): string {
    return join(this.path, RUN_FILES[name]);
  }

  /** Completes the configuration by what the run turned out to run on. */
  recordMadeWith(madeWith: MadeWith): Promise<void> {
    return writeWhole(this.file('config'), jsonText({ ...this.#config, madeWith }));
  }

  async append({ assessment, ...report }: Report): Promise<void> {
    await appendJsonLine(this.file('metrics'), report);
    if (assessment) await this.appendEvaluation('curve', report, assessment);
  }

  appendEvaluation(
    kind: EvaluationLine['kind'],
    { envSteps, updates }: { readonly envSteps: number; readonly updates: number },
    assessment: Assessment,
  ): Promise<void> {
    return appendJsonLine(this.file('evaluations'), { kind, envSteps, updates, ...assessment });
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
