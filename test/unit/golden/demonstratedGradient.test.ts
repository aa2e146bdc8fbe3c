import { composeUnchecked } from '@vem/framework';
import { linearPotential } from '@vem/likelihoods';
import { maxentIrl } from '@vem/presets';
import { demonstrated, linearCategorical, uniform } from '@vem/priors';
import { sgd } from '@vem/training';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/demonstrations.json' with { type: 'json' };
import { tableWorld } from '../../support/tableWorld.js';

const { gradient: problem } = golden;
const { horizon, features, weights, demonstrator } = problem;

const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);

/** The chain whose rewards are those of the demonstrator, so that its expert is the demonstrator. */
const world = tableWorld({
  timeLimit: horizon,
  start: [1, 0, 0],
  reward: [0, 1, 2].map((s) => [0, 1].map((a) => dot(features[2 * s + a], demonstrator))),
  transition: [0, 1, 2].map((s) =>
    [Math.max(s - 1, 0), Math.min(s + 1, 2)].map((moved) =>
      [0, 1, 2].map((next) => (next === moved ? problem.success : 0) + (next === s ? 1 - problem.success : 0)),
    ),
  ),
});

describe('the gradient of the likelihood of demonstrations', () => {
  it('is demonstrated less modelled features, and the slope of the log-likelihood', async () => {
    const run = composeUnchecked(
      {
        ...maxentIrl(),
        environment: world,
        prior: uniform({ reference: 'counting' }),
        likelihood: linearPotential({ features, decay: 0 }),
        optimiser: sgd({ learningRate: 1e-12 }),
      },
      { seed: 1 },
    );
    const { parameters, batch, update, progress, steps } = await run.open();
    parameters.views('likelihood')[0].data.set(weights);
    batch.fill();
    update.run(progress);
    const given = parameters.views('likelihoodGiven').find(({ name }) => name.endsWith('/visits'))!.data;
    for (const [i, visit] of problem.visits.entries()) expect(given[i]).toBeCloseTo(visit, 6);
    const [slopes] = parameters.gradientViews('likelihood');
    for (const [k, slope] of problem.gradient.entries()) {
      expect(slopes.data[k]).toBeCloseTo(-slope, 5);
      expect(slopes.data[k]).toBeCloseTo(-problem.finiteDifference[k], 5);
    }
    // In the counting measure the prior has no part, and the negative log-likelihood is that of the actions.
    const nll = steps.flatMap((step) => step.executable.outputs['metric/likelihood/nll'] ?? [])[0].data[0];
    expect(nll).toBeCloseTo(-problem.logLikelihood, 5);
    run.dispose();
  });
});

/** Slopes in the prior's weights, and the negative log-likelihood by either slot, at some weights. */
async function priorAt(habits: readonly number[]) {
  const run = composeUnchecked(
    {
      ...maxentIrl('prior'),
      environment: world,
      prior: linearCategorical({ features: 'stateAction' }),
      mStep: demonstrated({ decay: 0 }),
      likelihood: linearPotential({ features, decay: 0 }),
      optimiser: sgd({ learningRate: 1e-12 }),
    },
    { seed: 1 },
  );
  const { parameters, batch, update, progress, steps } = await run.open();
  parameters.views('likelihood')[0].data.set(weights);
  parameters.views('prior')[0].data.set(habits);
  batch.fill();
  update.run(progress);
  const nll = (slot: string) => steps.flatMap((step) => step.executable.outputs[`metric/${slot}/nll`] ?? [])[0].data[0];
  const outcome = {
    slopes: [...parameters.gradientViews('prior')[0].data],
    nll: nll('mStep'),
    other: nll('likelihood'),
  };
  run.dispose();
  return outcome;
}

describe('the gradient in the weights of the prior', () => {
  it('is the slope of the same likelihood', async () => {
    const habits = [0.4, -0.2, 0.1, 0.3, -0.5, 0.2];
    const { slopes, nll, other } = await priorAt(habits);
    expect(other).toBeCloseTo(nll, 4);
    const step = 0.05;
    for (const k of [0, 3]) {
      const moved = (by: number) => priorAt(habits.map((w, i) => (i === k ? w + by : w)));
      const slope = ((await moved(step)).nll - (await moved(-step)).nll) / (2 * step);
      expect(Math.abs(slope - slopes[k])).toBeLessThan(2e-3);
    }
    // What is added to all actions of a state is no probability.
    for (const s of [0, 1, 2]) expect(slopes[2 * s] + slopes[2 * s + 1]).toBeCloseTo(0, 5);
  });
});
