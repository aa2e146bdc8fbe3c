import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VemError } from '@vem/framework';
import { continueExperiment } from '../../experiment/continueExperiment.js';
import { type RunMaker, runsOf } from '../../experiment/makeRun.js';
import { type Experiment, type ExperimentControl, runExperiment } from '../../experiment/runExperiment.js';
import { isDivergence } from '../../report/rows.js';
import { COMPARISON_FILES, type Comparison } from '../../store/comparison.js';
import { exists } from '../../store/files.js';
import { RUN_FILES } from '../../store/runFolder.js';
import { joinComparison, readFailure, readPlan, writeFailure } from '../../store/sharedPlan.js';
import { diverged, runIndexUnknown } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { pluginsToContinue, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';
import { watched } from '../watchRun.js';

export interface RunIndexArguments extends StoredPluginArguments {
  readonly out: string;
  readonly allowInexact?: boolean;
}

/** Makes the run, or what is missing of it. */
async function startRun(
  { config }: Comparison['runs'][number],
  folder: string,
  allowInexact: boolean,
  control: ExperimentControl,
  maker: RunMaker,
): Promise<Experiment> {
  if (!(await exists(join(folder, RUN_FILES.config)))) return runExperiment(config, { folder }, control, maker);
  return continueExperiment(folder, { expected: config, allowInexact }, control, maker);
}

/** Keeps in the run's folder why it failed: there is no other process that could tell. */
async function noted(folder: string, error: unknown): Promise<unknown> {
  if (!(error instanceof VemError) || error.code === 'VEM_FOLDER_IN_USE') return error;
  const { code, message } = error;
  await writeFailure(folder, { code, message }).catch(() => undefined);
  return isDivergence(code) ? diverged(code, message, error) : error;
}

/**
 * `vem run-index`: one run of a plan. Called again it goes on where it was, or finds that there is nothing to do. Exit status 2: it can never
 * work; 1 and anything else: it may the next time.
 *
 * @throws VEM_PLAN_UNREADABLE, VEM_PLAN_INDEX, VEM_PLUGINS_…, VEM_RESUME_DIFFERS, VEM_FOLDER_IN_USE, and what training throws
 */
export async function runIndex(
  path: string,
  index: number,
  given: RunIndexArguments,
  terminal: Terminal,
): Promise<Answer> {
  const { out, allowInexact = false } = given;
  const plan = await readPlan(path);
  const run = plan.runs[index];
  if (run === undefined) throw runIndexUnknown(path, index, plan.runs.length);
  const known = await pluginsToContinue(`Plan "${path}"`, plan.madeWith?.plugins ?? [], given, terminal.stderr);
  await joinComparison(out, plan);
  const folder = join(out, COMPARISON_FILES.runs, run.folder);
  const earlier = await readFailure(folder);
  if (earlier !== undefined && isDivergence(earlier.code)) throw diverged(earlier.code, earlier.message);
  try {
    const answer = await watched(terminal, (control) => startRun(run, folder, allowInexact, control, runsOf(known)));
    await rm(join(folder, RUN_FILES.failure), { force: true });
    return answer;
  } catch (error) {
    throw await noted(folder, error);
  }
}
