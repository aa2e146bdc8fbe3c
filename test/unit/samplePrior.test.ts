import { quadraticBandit } from '@vem/envs';
import { composeUnchecked } from '@vem/framework';
import { mpo } from '@vem/presets';
import { learnedGaussian } from '@vem/priors';
import { samplePrior } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { momentsOf } from '../support/moments.js';

const [MEAN, STD, COUNT] = [0.3, 0.01, 64];

/** A prior N(.3, .01²) that has moved away from its lagging copy, which is at 0. */
async function open(behaviour = samplePrior()) {
  const prior = learnedGaussian({ hidden: [], squash: 'identity', initialStd: STD });
  const run = composeUnchecked(
    { ...mpo(), environment: quadraticBandit({ curvature: 8, optimum: 0.5 }), prior, behaviour },
    { seed: 1, environments: COUNT },
  );
  const pipeline = await run.open();
  pipeline.parameters.views('prior').find(({ name }) => name.endsWith('/bias'))!.data[0] = MEAN;
  return { run, pipeline };
}

describe('the prior acts', () => {
  it('by draws, as it has been learned so far, from the first step on', async () => {
    const { run, pipeline } = await open();
    const { mean, std } = momentsOf(pipeline.actor.act(pipeline.progress).columns.action);
    expect(Math.abs(mean - MEAN)).toBeLessThan((4 * STD) / Math.sqrt(COUNT));
    expect(std / STD).toBeGreaterThan(0.6);
    expect(std / STD).toBeLessThan(1.4);
    run.dispose();
  });

  it('after uniform actions, if it is told so', async () => {
    const { run, pipeline } = await open(samplePrior({ warmUp: 'uniform', warmUpSteps: COUNT }));
    const { std } = momentsOf(pipeline.actor.act(pipeline.progress).columns.action);
    expect(std).toBeGreaterThan(0.3);
    pipeline.countSteps(COUNT);
    expect(momentsOf(pipeline.actor.act(pipeline.progress).columns.action).std).toBeLessThan(0.1);
    run.dispose();
  });

  it('by its mode when evaluated, or by draws', async () => {
    const { run } = await open();
    const pays = -4 * (MEAN - 0.5) ** 2;
    const shown = await run.evaluate({ episodes: 10 });
    expect(shown.behaviour).toBe('mode');
    expect(shown.stdReturn).toBe(0);
    expect(shown.meanReturn).toBeCloseTo(pays, 5);
    const drawn = await run.evaluate({ episodes: 10, stochastic: true });
    expect(drawn.stdReturn).toBeGreaterThan(0);
    expect(drawn.meanReturn).toBeCloseTo(pays, 1);
    run.dispose();
  });
});
