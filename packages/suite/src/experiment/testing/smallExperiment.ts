import type { ExperimentConfig } from '../experimentConfig.js';

/** The configuration of a run that takes no time with `countingRuns`. */
export const smallExperiment: ExperimentConfig = {
  format: 'vem-run-1',
  preset: 'sac',
  seed: 1,
  envSteps: 400,
  environments: 1,
  engine: 'compiled',
  threads: 1,
  evaluateEvery: 100,
  curveEpisodes: 2,
  evaluationEpisodes: 3,
  slots: { environment: { use: 'Pendulum-v1' } },
};
