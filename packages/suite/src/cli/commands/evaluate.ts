import { evaluatePolicy } from '@vem/framework';
import { environmentFactory } from '../../experiment/solved.js';
import { loadStoredPolicy } from '../../experiment/storedPolicy.js';
import { formatCount, formatScore } from '../../report/format.js';
import type { Answer } from '../commandLine.js';
import { pluginsToPlay, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';

export interface EvaluateArguments extends StoredPluginArguments {
  readonly episodes: number;
  readonly best?: boolean;
  readonly maxEpisodeSteps?: number;
  readonly stochastic?: boolean;
  readonly seed: number;
}

/** `vem evaluate`: test episodes with a stored policy. @throws VEM_CHECKPOINT_…, VEM_POLICY_…, VEM_EPISODE_ENDLESS */
export async function evaluate(folder: string, given: EvaluateArguments, { stderr }: Terminal): Promise<Answer> {
  const { episodes, stochastic, seed, maxEpisodeSteps } = given;
  const policy = await loadStoredPolicy(folder, given.best ? 'best' : 'newest');
  const { preset, slots } = policy.config;
  const known = await pluginsToPlay(folder, slots.environment.use, given, stderr);
  const environment = environmentFactory(slots.environment, known);
  const options = {
    episodes,
    seed,
    ...(stochastic ? { stochastic } : {}),
    ...(maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps }),
  };
  const criterion = environment.spec.solved;
  const evaluation = await evaluatePolicy(policy, environment, options);
  const { envSteps, updates } = policy.counters;
  policy.dispose();
  const { behaviour, meanReturn, stdReturn, solved } = evaluation;
  const text = `${preset ?? 'custom'} on ${slots.environment.use}: return ${formatScore(meanReturn)} ± ${formatScore(stdReturn)} over ${episodes} episodes (${behaviour}), after ${formatCount(envSteps)} env steps${updates === 0 ? ' and no update: the policy is as it was initialised' : ''}`;
  const verdict = solved
    ? `\n  ${solved.passed ? 'solved' : 'not solved'}: ${formatScore(solved.value)} (${solved.criterion})`
    : criterion
      ? `\n  whether it is solved takes ${criterion.episodes} episodes${criterion.behaviour === 'sample' ? ' with --stochastic' : ''}: ${criterion.description}`
      : '';
  return {
    text: text + verdict,
    json: {
      preset,
      environment: slots.environment.use,
      trainingSeed: policy.config.seed,
      envSteps,
      seed,
      ...evaluation,
    },
  };
}
