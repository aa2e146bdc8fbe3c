import { join } from 'node:path';
import { assessPolicy, loadPolicy } from '@vem/framework';
import { environmentFactory } from '../../experiment/solved.js';
import { formatScore } from '../../report/format.js';
import { exists } from '../../store/files.js';
import { RUN_FILES } from '../../store/runFolder.js';
import type { Answer } from '../commandLine.js';

export interface EvaluateArguments {
  readonly episodes: number;
  readonly stochastic?: boolean;
  readonly seed: number;
}

/** The checkpoint of a run folder, or the folder itself if it is a checkpoint. */
export async function checkpointIn(folder: string): Promise<string> {
  const inside = join(folder, RUN_FILES.checkpoint);
  return (await exists(inside)) ? inside : folder;
}

/** `vem evaluate`: test episodes with a stored policy. @throws VEM_CHECKPOINT_… */
export async function evaluate(folder: string, { episodes, stochastic, seed }: EvaluateArguments): Promise<Answer> {
  const policy = await loadPolicy(await checkpointIn(folder));
  const { preset, slots } = policy.config;
  const environment = environmentFactory(slots.environment);
  const options = { episodes, seed, ...(stochastic ? { stochastic } : {}) };
  const criterion = environment.spec.solved;
  const evaluation = await assessPolicy(policy, environment, options);
  policy.dispose();
  const { behaviour, meanReturn, stdReturn, solved } = evaluation;
  const text = `${preset ?? 'custom'} on ${slots.environment.use}: return ${formatScore(meanReturn)} ± ${formatScore(stdReturn)} over ${episodes} episodes (${behaviour})`;
  const verdict = solved
    ? `\n  ${solved.passed ? 'solved' : 'not solved'}: ${formatScore(solved.value)} (${solved.criterion})`
    : criterion
      ? `\n  whether it is solved takes ${criterion.episodes} episodes${criterion.behaviour === 'sample' ? ' with --stochastic' : ''}: ${criterion.description}`
      : '';
  return {
    text: text + verdict,
    json: { preset, environment: slots.environment.use, trainingSeed: policy.config.seed, seed, ...evaluation },
  };
}
