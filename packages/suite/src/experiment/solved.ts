import {
  bindSlot,
  type EnvironmentFactory,
  type EvaluateOptions,
  type Evaluation,
  type SlotConfig,
  type SolvedCriterion,
} from '@vem/framework';
import { type Registry, registry } from '../catalogue/registry.js';

/** The environment that a configuration names. @throws VEM_PLUGIN_UNKNOWN, VEM_PLUGIN_OPTIONS */
export const environmentFactory = (environment: SlotConfig, { plugins }: Registry = registry): EnvironmentFactory =>
  bindSlot('environment', environment, plugins).create() as EnvironmentFactory;

/**
 * An evaluation of so many episodes; where the environment's criterion asks for other episodes than these, its verdict
 * comes from episodes of their own.
 */
export async function evaluateAndJudge(
  evaluate: (options: EvaluateOptions) => Promise<Evaluation>,
  episodes: number,
  criterion: SolvedCriterion | undefined,
  maxEpisodeSteps?: number,
): Promise<Evaluation> {
  const limit = { cutEndless: true, ...(maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps }) };
  const evaluation = await evaluate({ episodes, ...limit });
  if (criterion === undefined || evaluation.solved) return evaluation;
  const { solved } = await evaluate({
    episodes: criterion.episodes,
    stochastic: criterion.behaviour === 'sample',
    ...limit,
  });
  return { ...evaluation, ...(solved ? { solved } : {}) };
}
