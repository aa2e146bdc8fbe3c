import { pendulum } from '@vem/envs';
import { advantageScore, gaussian } from '@vem/posteriors';
import { averageKl, previousPolicy, snapshot } from '@vem/priors';
import { bayesianGradient, offPolicy } from '@vem/training';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/naturalGradients.json' with { type: 'json' };
import { normalQuantile } from '../../support/normalQuantiles.js';
import { RecordedRows } from '../../support/recordedRows.js';

const { mean, std, noiseVariance, actions, monteCarlo, model1, model2, exact } = fixture.bayesianGradient;

/** Paths of one step, whose return is the sine of the action. */
const pathsOf = (taken: readonly number[]) =>
  taken.map((action) => ({
    observation: [1, 0, 0],
    action: [action],
    advantage: Math.sin(action),
    logMu: -((action - mean) ** 2) / std ** 2 / 2 - Math.log(std * Math.sqrt(2 * Math.PI)),
  }));

type Options = Parameters<typeof bayesianGradient>[0];

/** The gradient of one number, a Gaussian's mean, that the optimiser infers from paths of one step. */
async function inferred(options: Options, taken: readonly number[] = actions) {
  const opened = await RecordedRows.open(pathsOf(taken), {
    environment: pendulum(),
    posterior: gaussian({ hidden: [], deviation: 'fixed', initialStd: std }),
    prior: previousPolicy(),
    mStep: snapshot(),
    trustRegion: averageKl(),
    gradientEstimator: advantageScore(),
    optimiser: bayesianGradient({
      noiseVariance,
      ridge: 1e-9,
      standardise: false,
      natural: false,
      size: { by: 'rate', rate: 1 },
      ...options,
    }),
    schedule: offPolicy({ steps: [['eStep'], ['mStep']] }),
  });
  const [kernel, bias] = ['kernel', 'bias'].map((name) => opened.tensors('posterior', name)[0]);
  kernel.fill(0);
  bias[0] = mean;
  opened.copyToTarget('posterior');
  opened.update();
  const reported = opened.reported();
  // Kernel and bias are two names of one number; the kernel's further entries see zeros.
  return { gradient: bias[0] - mean, twin: kernel[0], variance: reported['optimiser/variance'] };
}

describe('the Bayesian policy gradient of a Gaussian', () => {
  it.each([
    ['products', model1],
    ['returns', model2],
  ] as const)(
    'is that of a process on %s, by the scores and the Fisher matrix of the plugins',
    async (model, golden) => {
      const { gradient, twin, variance } = await inferred({ model });
      expect(gradient).toBeCloseTo(golden.mean, 4);
      expect(twin).toBeCloseTo(golden.mean, 4);
      // Of the four numbers of the network one counts, twice over.
      expect(variance - 3).toBeCloseTo(golden.variance, 4);
    },
  );

  it('is nearer to the exact one than the mean of the paths is', () => {
    for (const { mean: estimate } of [model1, model2])
      expect(Math.abs(estimate - exact)).toBeLessThan(Math.abs(monteCarlo - exact));
  });

  it.each(['products', 'returns'] as const)(
    'becomes the mean of the paths with more of them, and that the exact one: a process on %s',
    async (model) => {
      const gaps: number[] = [];
      for (const count of [16, 256]) {
        // As evenly as a Gaussian's sample can lie, so that the mean of the paths itself is near.
        const taken = Array.from({ length: count }, (_, i) => mean + std * normalQuantile((i + 0.5) / count));
        const sum = taken.reduce((total, action) => total + (Math.sin(action) * (action - mean)) / std ** 2, 0);
        const { gradient } = await inferred({ model, noiseVariance: 0.01 }, taken);
        gaps.push(Math.abs(gradient - sum / count));
        if (count === 256) expect(Math.abs(gradient - exact)).toBeLessThan(0.01);
      }
      expect(gaps[1]).toBeLessThan(gaps[0] / 4);
    },
  );
});
