import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { VemError } from '@vem/compiler';
import pino, { type Logger } from 'pino';
import type { Run } from '../run/run.js';
import * as errors from '../store/checkpoint/checkpointErrors.js';
import { listCheckpoints, type StoredCheckpoint } from '../store/checkpoint/folder.js';
import { readRun } from '../store/checkpoint/runCheckpoint.js';
import { MANIFEST } from '../store/files/manifest.js';
import type { RunConfig } from '../store/runConfig.js';
import { composeFromConfig, composeUnchecked, optionsOf } from './compose.js';
import type { AnyPlugin } from './definePlugin.js';
import type { Checked, SlotMap } from './slotMap.js';

export interface ResumeOptions {
  /** Default: silent. */
  readonly logger?: Logger;
  /** Go on also with another engine, number of threads, library version or processor, though to other numbers. */
  readonly allowInexact?: boolean;
}

/** A checkpoint that could not be used, and why. */
export interface UnusableCheckpoint {
  readonly checkpoint: StoredCheckpoint;
  readonly error: VemError;
}

/** A run that goes on. */
export interface Resumed {
  /** `train` with the same options does what it would have done without the interruption. */
  readonly run: Run;
  /** Where it goes on from. */
  readonly checkpoint: StoredCheckpoint;
  /** Newer checkpoints that are damaged; logged as warnings too. */
  readonly damaged: readonly UnusableCheckpoint[];
  /** Why numbers will differ from those of an uninterrupted run; nothing if they will not. Logged as warnings too. */
  readonly inexact: readonly string[];
}

/**
 * Goes on with a run from the newest whole checkpoint.
 *
 * ```ts
 * const { run } = await resumeRun({ ...sac(), environment: pendulum() }, 'runs/first/checkpoints');
 * for await (const report of run.train({ envSteps: 20_000 })) console.log(report);
 * ```
 *
 * @param slots - those that the run was composed of
 * @param directory - the folder that its checkpoints are in, or one checkpoint
 * @throws VEM_RESUME_MISSING, VEM_RESUME_NONE_WHOLE, VEM_RESUME_INEXACT, VEM_RESUME_CONFIGURATION and what `compose` throws
 */
export function resumeRun<const M extends SlotMap>(
  slots: M & Checked<M>,
  directory: string,
  options: ResumeOptions = {},
): Promise<Resumed> {
  const logger = options.logger ?? pino({ enabled: false });
  return resume(directory, { ...options, logger }, (config) =>
    composeUnchecked(slots, { ...optionsOf(config), logger }),
  );
}

/** `resumeRun` for a run whose slots are known by its stored configuration only. @param options - `plugins`: to find them in */
export function resumeFromConfig(
  directory: string,
  { plugins, ...options }: ResumeOptions & { readonly plugins: readonly AnyPlugin[] },
): Promise<Resumed> {
  const logger = options.logger ?? pino({ enabled: false });
  return resume(directory, { ...options, logger }, (config) => composeFromConfig(config, { plugins, logger }));
}

/** Each attempt is a run of its own: one that failed to take a state is in no state at all. */
async function resume(
  directory: string,
  { logger, allowInexact = false }: ResumeOptions & { readonly logger: Logger },
  compose: (config: RunConfig) => Run,
): Promise<Resumed> {
  const single = existsSync(join(directory, MANIFEST));
  const candidates = single ? [{ directory, envSteps: Number.NaN }] : listCheckpoints(directory);
  if (candidates.length === 0) throw errors.nothingToResume(directory);
  const damaged: UnusableCheckpoint[] = [];
  for (const checkpoint of candidates) {
    const attempt = await restored(checkpoint.directory, allowInexact, compose);
    if (attempt instanceof VemError) {
      damaged.push({ checkpoint, error: attempt });
      logger.warn(errors.unusable({ checkpoint, error: attempt }));
      continue;
    }
    const { run, inexact } = attempt;
    for (const reason of inexact) logger.warn(`The resumed run will not repeat the stored one bit for bit: ${reason}.`);
    return { run, checkpoint: { ...checkpoint, envSteps: run.counters.envSteps }, damaged, inexact };
  }
  throw errors.noneWhole(directory, damaged);
}

/** Mistakes of the caller; everything else that is thrown while a state is taken says that the state is damaged. */
const NO_DAMAGE: ReadonlySet<string> = new Set([
  'VEM_RESUME_INEXACT',
  'VEM_RESUME_CONFIGURATION',
  'VEM_RESUME_NOT_A_RUN',
]);

const asDamage = (error: unknown): VemError => {
  if (error instanceof VemError && !NO_DAMAGE.has(error.code)) return error;
  throw error;
};

/** The run with its state, or why the checkpoint is damaged. */
async function restored(
  directory: string,
  allowInexact: boolean,
  compose: (config: RunConfig) => Run,
): Promise<{ readonly run: Run; readonly inexact: readonly string[] } | VemError> {
  let config: RunConfig;
  try {
    config = readRun(directory).policy.config;
  } catch (error) {
    return asDamage(error);
  }
  const run = compose(config);
  try {
    await run.open();
  } catch (error) {
    run.dispose();
    throw error;
  }
  try {
    return { run, inexact: await run.restore(directory, { allowInexact }) };
  } catch (error) {
    run.dispose();
    return asDamage(error);
  }
}
