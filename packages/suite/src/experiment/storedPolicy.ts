import { join, resolve } from 'node:path';
import { listCheckpoints, loadPolicy, type Policy, VemError } from '@vem/framework';
import { exists } from '../store/files.js';
import { BEST_POLICY, RUN_FILES } from '../store/runFolder.js';
import { readExperimentConfig } from './experimentConfig.js';
import * as errors from './experimentErrors.js';
import { requireRunOf } from './sameSettings.js';

/** How often to look for the newest checkpoint anew because a run that goes on replaced it. */
const LOOKS = 10;

/** Whether a checkpoint was there when it was listed and no longer when it was read. */
const isGone = (error: unknown): boolean =>
  error instanceof VemError &&
  (error.code === 'VEM_CHECKPOINT_MISSING' || error.code === 'VEM_CHECKPOINT_FILE_MISSING');

/** The policy of the newest checkpoint of a run that has none from its end, or one that is older. */
async function newestOf(folder: string, look = 1): Promise<Policy> {
  const atEnd = join(folder, RUN_FILES.checkpoint);
  const end = (await exists(atEnd)) ? await loadPolicy(atEnd) : undefined;
  const [newest] = listCheckpoints(join(folder, RUN_FILES.checkpoints));
  if (newest === undefined || (end !== undefined && end.counters.envSteps >= newest.envSteps)) {
    if (end === undefined) throw errors.noPolicyYet(folder);
    return end;
  }
  end?.dispose();
  try {
    return await loadPolicy(newest.directory);
  } catch (error) {
    if (!isGone(error) || look === LOOKS || (await exists(newest.directory))) throw error;
    return newestOf(folder, look + 1);
  }
}

async function bestOf(folder: string): Promise<Policy> {
  const best = join(folder, RUN_FILES.checkpoints, BEST_POLICY);
  if (!(await exists(best))) throw errors.noBestPolicy(folder);
  return loadPolicy(best);
}

/**
 * The policy of a run folder, finished or not, or of a folder that is a policy itself.
 *
 * @param which - the newest, or that of the best point of the learning curve
 * @throws VEM_RUN_NO_POLICY, VEM_RUN_NO_BEST, VEM_RUN_MIXED, VEM_CHECKPOINT_…, VEM_POLICY_…
 */
export async function loadStoredPolicy(folder: string, which: 'newest' | 'best'): Promise<Policy> {
  const isRun = await exists(join(folder, RUN_FILES.config));
  if (!isRun && which === 'newest') return loadPolicy(folder);
  const policy = which === 'newest' ? await newestOf(folder) : await bestOf(folder);
  if (isRun) requireRunOf(folder, await readExperimentConfig(join(folder, RUN_FILES.config)), policy.config);
  return policy;
}

/** The folder from which a group of parameters can start: of a run its policy, else what was named. */
export async function initialPolicyIn(folder: string): Promise<string> {
  if (!(await exists(join(folder, RUN_FILES.config)))) return resolve(folder);
  const policy = await newestOf(folder);
  policy.dispose();
  return resolve(policy.directory);
}
