import {
  type EnvironmentFactory,
  type Policy,
  TRAJECTORIES_FORMAT,
  TRAJECTORIES_VERSION,
  type TrajectoriesFile,
} from '@vem/framework';
import { type PlayOptions, playedSteps } from './steps.js';

/** Who acted and where, for whoever reads the file. */
export type Origin = Pick<TrajectoriesFile, 'createdBy' | 'environment' | 'source'>;

/** A file of trajectories without any steps. */
const emptyColumns = () => ({
  episode: [] as number[],
  time: [] as number[],
  observation: [] as number[][],
  action: [] as (number | number[])[],
  reward: [] as number[],
  nextObservation: [] as number[][],
  terminated: [] as (0 | 1)[],
  truncated: [] as (0 | 1)[],
});

/** Whole test episodes with a stored policy, and what they earned. One that is cut short counts as truncated. */
export function playedTrajectories(
  policy: Policy,
  factory: EnvironmentFactory,
  options: PlayOptions,
  origin: Origin,
): { readonly file: TrajectoriesFile; readonly returns: readonly number[] } {
  const finite = factory.spec.action.kind === 'finite';
  const columns = emptyColumns();
  const returns = new Array<number>(options.episodes).fill(0);
  for (const step of playedSteps(policy, factory, options)) {
    const { episode, time, reward, ending } = step;
    columns.episode.push(episode);
    columns.time.push(time);
    columns.observation.push([...step.observation]);
    columns.action.push(finite ? step.action[0] : [...step.action]);
    columns.reward.push(reward);
    columns.nextObservation.push([...step.nextObservation]);
    columns.terminated.push(ending === 'terminated' ? 1 : 0);
    columns.truncated.push(ending === 'truncated' || ending === 'cut short' ? 1 : 0);
    returns[episode] += reward;
  }
  return { file: fileOf(origin, options.episodes, columns as TrajectoriesFile['columns']), returns };
}

export const fileOf = (origin: Origin, episodes: number, columns: TrajectoriesFile['columns']): TrajectoriesFile => ({
  format: TRAJECTORIES_FORMAT,
  version: TRAJECTORIES_VERSION,
  ...origin,
  episodes,
  columns,
});
