import { cartPole } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { bayesianPg } from '@vem/presets';
import { averageKl } from '@vem/priors';
import { bayesianGradient, episodes } from '@vem/training';
import { rewardToGo } from '@vem/values';
import { describe, expect, it } from 'vitest';

const EPISODES = 5;
const NOISE = 0.5;
const BOUND = 0.01;

type Options = Parameters<typeof bayesianGradient>[0];

/** The posterior's gradient on the first episodes, and where it went from there. */
async function firstStep(options: Options) {
  const slots: SlotMap = {
    ...bayesianPg(),
    environment: cartPole(),
    trustRegion: averageKl({ bound: BOUND }),
    data: episodes({ perEnvironment: EPISODES, length: 60 }),
    // Each score by the whole path's return: what a process on paths is over.
    returns: rewardToGo({ discount: 1, regularised: 'none', baseline: 'none', scope: 'path' }),
    optimiser: bayesianGradient({
      noiseVariance: NOISE,
      ridge: 1e-6,
      standardise: false,
      natural: false,
      size: { by: 'rate', rate: 1 },
      ...options,
    }),
  };
  const run = composeUnchecked(slots, { seed: 4 });
  const { parameters } = await run.open();
  const flat = (views: readonly { readonly data: Float32Array }[]) => views.flatMap(({ data }) => [...data]);
  const before = flat(parameters.views('posterior'));
  let metrics: Readonly<Record<string, number>> = {};
  for await (const report of run.train({ envSteps: 300, reportEvery: 10 })) {
    if (report.updates === 0) continue;
    metrics = report.metrics;
    break;
  }
  const moved = flat(parameters.views('posterior')).map((x, i) => x - before[i]);
  const gradient = flat(parameters.gradientViews('posterior'));
  run.dispose();
  return { gradient, moved, metrics };
}

describe('the Bayesian policy gradient on whole episodes of unequal length', () => {
  it('is M / (M + σ²) times that of REINFORCE, where G is the scores’ own: sums over steps, fillings left out', async () => {
    const { gradient, moved, metrics } = await firstStep({ model: 'returns', fisher: 'paths' });
    expect(metrics['optimiser/paths']).toBe(EPISODES);
    const length = Math.hypot(...gradient);
    expect(length).toBeGreaterThan(1);
    for (const [i, step] of moved.entries())
      expect(step / length).toBeCloseTo((-gradient[i] / length) * (EPISODES / (EPISODES + NOISE)), 4);
  });

  it.each(['products', 'returns'] as const)(
    'moves as far as the bound says, to second order: a process on %s',
    async (model) => {
      const { metrics } = await firstStep({ model, standardise: true, natural: true, size: { by: 'divergence' } });
      expect(metrics['optimiser/divergence']).toBeGreaterThan(BOUND / 2);
      expect(metrics['optimiser/divergence']).toBeLessThan(1.5 * BOUND);
      // No more than before there were paths: 1 + n, or n, for 10 parameters.
      expect(metrics['optimiser/variance']).toBeLessThan(model === 'products' ? 11 : 10);
      expect(metrics['optimiser/variance']).toBeGreaterThan(0);
    },
  );
});
