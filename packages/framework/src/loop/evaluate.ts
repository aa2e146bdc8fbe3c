import { ActionAdapter } from '../environment/actionAdapter.js';
import type {
  EnvironmentFactory,
  EpisodeSummary,
  SolvedCriterion,
  VectorEnvironment,
} from '../environment/environment.js';
import { episodeEndless } from '../environment/environmentErrors.js';
import { guarded } from '../environment/guarded.js';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { EvaluationManner } from '../slots/behaviour.js';
import type { Evaluation } from './evaluation.js';
import { TaskReturns } from './taskReturns.js';

/** Steps after which a test episode counts as endless, where the environment has no longer time limit of its own. */
const MAX_EPISODE_STEPS = 100_000;

/** The same for evaluations that cut what is endless, where the environment has no time limit. */
const CUT_AFTER = 1000;

/** How long an episode may be, and what becomes of one that is longer. */
export interface EpisodeLimit {
  /** Default: 100,000, or the environment's own time limit where that is longer; for cutting: that time limit, or 1000. */
  readonly maxEpisodeSteps?: number | undefined;
  /** Cut it and count it; else it is an error. */
  readonly cutEndless?: boolean | undefined;
}

/** A policy for one observation at a time: reads `observation`, writes `action` (box units or one-hot). */
export interface SinglePolicy {
  readonly observation: Float32Array;
  readonly action: Float32Array;
  run(): void;
  /** An episode starts: forgets what the last one left. */
  start(): void;
}

/**
 * Plays whole episodes in one environment of its own, one after the other, so long episodes count as much as short
 * ones. All randomness comes from fresh streams: the run that is evaluated is left as it was.
 *
 * @throws VEM_EPISODE_ENDLESS
 */
export function evaluate(
  policy: SinglePolicy,
  factory: EnvironmentFactory,
  streams: Streams,
  episodes: number,
  manner: EvaluationManner,
  { maxEpisodeSteps, cutEndless = false }: EpisodeLimit = {},
): Evaluation {
  const { timeLimit } = factory.spec;
  const limit =
    maxEpisodeSteps ?? (cutEndless ? (timeLimit ?? CUT_AFTER) : Math.max(MAX_EPISODE_STEPS, timeLimit ?? 0));
  const environment = guarded(factory, 1, streams.fresh(streamNames.evaluatedEnvironment));
  try {
    const { summaries, cut } = playEpisodes(policy, environment, episodes, limit, cutEndless);
    return { ...summarise(summaries, factory, manner), ...(cut > 0 ? { cut } : {}) };
  } finally {
    environment.dispose();
  }
}

function playEpisodes(
  policy: SinglePolicy,
  environment: VectorEnvironment,
  episodes: number,
  maxSteps: number,
  cutEndless: boolean,
): { readonly summaries: EpisodeSummary[]; readonly cut: number } {
  const { spec } = environment;
  const adapter = new ActionAdapter(spec.action, 1);
  const summaries: EpisodeSummary[] = [];
  let total = 0;
  let length = 0;
  let cut = 0;
  policy.observation.set(environment.reset());
  policy.start();
  while (summaries.length < episodes) {
    policy.run();
    adapter.convert(policy.action);
    const step = environment.step(adapter.environment);
    total += step.reward_N[0];
    length++;
    const ended = step.terminated_N[0] + step.truncated_N[0] > 0;
    const goesOn = !ended && length >= maxSteps;
    if (goesOn && !cutEndless) throw episodeEndless(spec.id, maxSteps);
    if (ended || goesOn) {
      if (goesOn) cut++;
      const finalObservation = step.nextObservation_NO.slice();
      summaries.push({ return: total, length, terminated: step.terminated_N[0] === 1, finalObservation });
      total = 0;
      length = 0;
      policy.start();
    }
    policy.observation.set(goesOn && summaries.length < episodes ? environment.reset() : step.observation_NO);
  }
  return { summaries, cut };
}

function summarise(
  summaries: readonly EpisodeSummary[],
  factory: EnvironmentFactory,
  manner: EvaluationManner,
): Evaluation {
  const returns = summaries.map((episode) => episode.return);
  const meanReturn = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const variance = returns.reduce((sum, value) => sum + (value - meanReturn) ** 2, 0) / returns.length;
  const criterion = factory.spec.solved;
  const solved = criterion && isJudgedBy(criterion, summaries.length, manner) ? criterion : undefined;
  const value = solved?.value(summaries);
  return {
    episodes: returns.length,
    behaviour: manner,
    meanReturn,
    stdReturn: Math.sqrt(variance),
    returns,
    lengths: summaries.map((episode) => episode.length),
    ...byTask(summaries, factory),
    ...(solved && value !== undefined
      ? { solved: { value, criterion: solved.description, passed: solved.passed(value) } }
      : {}),
  };
}

function byTask(summaries: readonly EpisodeSummary[], { spec }: EnvironmentFactory): Pick<Evaluation, 'tasks'> {
  const tasks = TaskReturns.of(spec.observation);
  if (!tasks) return {};
  for (const episode of summaries) tasks.add(episode.return, episode.finalObservation, 0);
  return { tasks: tasks.take() };
}

/** A criterion speaks only of what it is defined on: enough episodes, acted in its manner. */
const isJudgedBy = ({ episodes, behaviour }: SolvedCriterion, played: number, manner: EvaluationManner): boolean =>
  played >= episodes && (manner === 'sample') === (behaviour === 'sample');
