import type { EpisodeSummary, SolvedCriterion } from './environment.js';

/** Mean undiscounted return over episodes of the deterministic policy, the criterion of most benchmarks. */
export function meanReturnAtLeast(threshold: number, episodes = 100): SolvedCriterion {
  return {
    description: `mean return ≥ ${threshold} over ${episodes} episodes`,
    episodes,
    behaviour: 'mode',
    value: (finished) => meanOver(finished, (episode) => episode.return),
    passed: (value) => value >= threshold,
  };
}

/** Mean of a number per episode; NaN, which passes no threshold, without episodes. */
export function meanOver(episodes: readonly EpisodeSummary[], number: (episode: EpisodeSummary) => number): number {
  return episodes.reduce((sum, episode) => sum + number(episode), 0) / episodes.length;
}
