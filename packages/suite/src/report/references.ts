import type { Reference, ResultRow } from './results.js';

const SIMBA_V2 = {
  title: 'Lee et al. 2025, SimbaV2: baseline runs in results/ of its repository',
  url: 'https://github.com/dojeon-ai/SimbaV2',
};
const ZOO = {
  title: 'RL Baselines3 Zoo, benchmark.md',
  url: 'https://github.com/DLR-RM/rl-baselines3-zoo/blob/master/benchmark.md',
};
const CLEANRL = { title: 'CleanRL, documentation of PPO', url: 'https://docs.cleanrl.dev/rl-algorithms/ppo/' };
const AWR = { title: 'Peng et al. 2019, AWR: logs of its repository', url: 'https://github.com/xbpeng/awr' };

const OVER_RUNS = 'runs';
const OVER_EPISODES = 'episodes';

type Entry = readonly [preset: string, environment: string, envSteps: number, score: number, spread: number];

/** SAC, ten runs, evaluation return. Only HalfCheetah is the same task in versions 4 and 5. */
const sacOfSimbaV2 = ([environment, envSteps, score, spread]: readonly [
  string,
  number,
  number,
  number,
]): Reference => ({
  preset: 'sac',
  environment: `${environment}-v5`,
  envSteps,
  score,
  spread: { value: spread, of: OVER_RUNS },
  seeds: 10,
  version: `${environment}-v4`,
  protocol: 'evaluation return, one update per step, implementation not named',
  source: SIMBA_V2,
  differs: environment === 'HalfCheetah' ? [] : ['version 4 of the task has other rewards and ends'],
});

/** Tuned agents of the zoo: one run, evaluated deterministically. */
const zoo = ([preset, environment, envSteps, score, spread]: Entry, version = environment): Reference => ({
  preset,
  environment,
  envSteps,
  score,
  spread: { value: spread, of: OVER_EPISODES },
  seeds: 1,
  version,
  protocol: 'one tuned run, deterministic evaluation; the spread is over episodes, not over runs',
  source: ZOO,
  differs: ['one run', ...(version === environment ? [] : [`measured on ${version}`])],
});

/** PPO of one file, three runs. */
const cleanRl = (environment: string, score: number, spread: number): Reference => ({
  preset: 'ppo',
  environment,
  envSteps: 500_000,
  score,
  spread: { value: spread, of: OVER_RUNS },
  seeds: 3,
  version: environment,
  protocol: 'mean return of the training episodes at the end',
  source: CLEANRL,
  differs: ['training return, sampled actions'],
});

/** Advantage-weighted regression by its author: ten runs, 32 test episodes. */
const awr = ([environment, envSteps, score, spread]: readonly [string, number, number, number]): Reference => ({
  preset: 'awr',
  environment: `${environment}-v5`,
  envSteps,
  score,
  spread: { value: spread, of: OVER_RUNS },
  seeds: 10,
  version: `${environment}-v2`,
  protocol: 'test return of 32 episodes',
  source: AWR,
  differs:
    environment === 'HalfCheetah' ? ['version 2 of the task'] : ['version 2 of the task has other rewards and ends'],
});

/** Published scores, by preset × environment × environment steps. */
export const REFERENCES: readonly Reference[] = [
  ...(
    [
      ['HalfCheetah', 50_000, 4212, 525],
      ['HalfCheetah', 100_000, 6156, 738],
      ['HalfCheetah', 300_000, 8593, 1016],
      ['HalfCheetah', 1_000_000, 11321, 1051],
      ['Hopper', 100_000, 1103, 388],
      ['Hopper', 300_000, 2160, 1034],
      ['Hopper', 1_000_000, 2787, 823],
      ['Walker2d', 100_000, 690, 254],
      ['Walker2d', 300_000, 2470, 1656],
      ['Walker2d', 1_000_000, 4536, 469],
      ['Ant', 1_000_000, 5734, 639],
      ['Humanoid', 1_000_000, 4826, 1593],
    ] as const
  ).map(sacOfSimbaV2),
  zoo(['sac', 'Pendulum-v1', 20_000, -156.995, 88.714]),
  zoo(['sac', 'MountainCarContinuous-v0', 50_000, 94.679, 1.134]),
  zoo(['ppo', 'CartPole-v1', 100_000, 500, 0]),
  zoo(['trpo', 'CartPole-v1', 100_000, 500, 0]),
  zoo(['trpo', 'Pendulum-v1', 100_000, -174.631, 127.577]),
  zoo(['trpo', 'Acrobot-v1', 100_000, -83.114, 18.648]),
  cleanRl('CartPole-v1', 490.04, 6.12),
  cleanRl('Acrobot-v1', -86.36, 1.32),
  ...(
    [
      ['HalfCheetah', 1_000_000, 3446, 583],
      ['HalfCheetah', 3_000_000, 6382, 631],
      ['Hopper', 1_000_000, 2673, 1065],
      ['Walker2d', 1_000_000, 1586, 818],
      ['Ant', 1_000_000, 1027, 217],
      ['Humanoid', 1_000_000, 648, 33],
    ] as const
  ).map(awr),
];

/**
 * What is published for an algorithm, on an environment, after so many environment steps.
 *
 * @param preset - or a variant of one, which is the same algorithm
 */
export function referencesFor(preset: string | null, environment: string, envSteps: number): Reference[] {
  const algorithm = preset?.split(':')[0];
  return REFERENCES.filter(
    (known) => known.preset === algorithm && known.environment === environment && known.envSteps === envSteps,
  );
}

/** Of several references of a row the one by the most seeds. */
export const bestReference = ({ references }: Pick<ResultRow, 'references'>): Reference | undefined =>
  references.toSorted((a, b) => b.seeds - a.seeds)[0];
