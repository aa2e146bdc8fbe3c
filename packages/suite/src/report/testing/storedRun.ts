import { configureRun } from '../../experiment/configureRun.js';
import { configureExperiment } from '../../experiment/experimentConfig.js';
import { parseSetting } from '../../experiment/settings.js';
import type { StoredRun } from '../../store/storedRun.js';

/** A stored run for tests: only what a report reads of it. */
export function storedRun(options: {
  readonly seed: number;
  readonly score?: number;
  readonly label?: string;
  readonly settings?: readonly string[];
  readonly environment?: string;
  readonly solved?: boolean;
  readonly curve?: readonly (readonly [envSteps: number, meanReturn: number])[];
}): StoredRun {
  const { seed, score, label, settings = [], environment = 'Pendulum-v1', solved, curve = [] } = options;
  const run = configureRun({
    preset: 'sac',
    environment,
    settings: settings.map(parseSetting),
    seed,
    environments: 1,
    engine: 'compiled',
  });
  const evaluationOf = (meanReturn: number) => ({
    episodes: 1,
    behaviour: 'mode' as const,
    meanReturn,
    stdReturn: 0,
    returns: [meanReturn],
    lengths: [10],
  });
  const extent = { envSteps: 1000, evaluateEvery: 500, curveEpisodes: 1, evaluationEpisodes: 1 };
  const madeWith = { vem: '0.1.0', node: '20.0.0', platform: 'linux x64', engine: 'onnxruntime' };
  const config = { ...configureExperiment(run, extent, label), madeWith };
  const evaluations = curve.map(([envSteps, meanReturn]) => ({
    kind: 'curve' as const,
    envSteps,
    updates: envSteps,
    ...evaluationOf(meanReturn),
  }));
  const folder = `runs/${label ?? 'sac'}-${environment}-seed${seed}`;
  if (score === undefined) return { folder, config, evaluations };
  const evaluation = {
    ...evaluationOf(score),
    ...(solved === undefined ? {} : { solved: { value: score, criterion: 'return > 0', passed: solved } }),
  };
  return {
    folder,
    config,
    evaluations,
    result: {
      preset: 'sac',
      environment,
      seed,
      status: 'complete',
      envSteps: 1000,
      updates: 900,
      wallSeconds: 2 * seed,
      envStepsPerSecond: 500 / seed,
      peakMemoryBytes: 2 ** 28,
      evaluation,
      checkpoint: 'checkpoint',
      parameterHash: `hash-${seed}`,
      engine: 'onnxruntime',
    },
  };
}
