import { discreteBandit } from '@vem/envs';
import { advantageScore, categorical } from '@vem/posteriors';
import { averageKl, previousPolicy, snapshot } from '@vem/priors';
import { constrainedStep, naturalGradient, offPolicy } from '@vem/training';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/naturalGradients.json' with { type: 'json' };
import { RecordedRows } from '../../support/recordedRows.js';

const { logits, reward, bound, gradient, naturalGradient: natural, stepSize } = fixture.naturalGradient;

const exponentials = logits.map(Math.exp);
const mass = exponentials.reduce((sum, value) => sum + value);
const probability = exponentials.map((value) => value / mass);
const mean = reward.reduce((sum, value, a) => sum + probability[a] * value, 0);

/** Each action once, its advantage so large that the mean over rows is the expectation over actions. */
const rows = logits.map((_, action) => ({
  observation: [1],
  action,
  advantage: logits.length * probability[action] * (reward[action] - mean),
  logMu: Math.log(probability[action]),
}));

/** The bandit after one step: logits as they moved, the gradient that was taken, and what the optimiser reported. */
async function stepped(optimiser: ReturnType<typeof naturalGradient> | ReturnType<typeof constrainedStep>) {
  const opened = await RecordedRows.open(rows, {
    environment: discreteBandit({ payoffs: [...reward] }),
    posterior: categorical({ hidden: [] }),
    prior: previousPolicy(),
    mStep: snapshot(),
    trustRegion: averageKl({ bound }),
    gradientEstimator: advantageScore(),
    optimiser,
    schedule: offPolicy({ steps: [['eStep'], ['mStep']] }),
  });
  const [kernel, bias] = ['kernel', 'bias'].map((name) => opened.tensors('posterior', name)[0]);
  kernel.fill(0);
  bias.set(logits);
  opened.copyToTarget('posterior');
  opened.update();
  // Both see a constant 1, so the logits are their sum.
  const moved = logits.map((start, a) => kernel[a] + bias[a] - start);
  return { moved, slopes: opened.gradientsOf('posterior', 'bias'), reported: opened.reported() };
}

const close = (received: Iterable<number>, expected: readonly number[], digits: number) => {
  for (const [i, value] of [...received].entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], digits);
};

describe('the natural gradient of a softmax bandit', () => {
  it('is the advantage, by the gradient and the Fisher matrix of the plugins', async () => {
    const optimiser = naturalGradient({ damping: 0, tolerance: 1e-14, size: { by: 'rate', rate: 1 } });
    const { moved, slopes } = await stepped(optimiser);
    close(
      slopes,
      gradient.map((value) => -value),
      6,
    );
    // Kernel and bias each take half of it: together they are the logits.
    const centre = moved.reduce((sum, value) => sum + value) / moved.length;
    close(
      moved.map((value) => value - centre),
      natural,
      4,
    );
  });

  it.each([
    ['natural-gradient', naturalGradient({ damping: 0, tolerance: 1e-14 })],
    ['constrained-step', constrainedStep({ damping: 0, tolerance: 1e-14, slack: 1.5 })],
  ])('is as long as the bound allows: %s', async (_name, optimiser) => {
    const { moved, reported } = await stepped(optimiser);
    expect(reported['optimiser/stepSize']).toBeCloseTo(stepSize, 4);
    expect(reported['optimiser/divergence'] / bound).toBeCloseTo(1, 1);
    const centre = moved.reduce((sum, value) => sum + value) / moved.length;
    close(
      moved.map((value) => (value - centre) / stepSize),
      natural,
      3,
    );
  });
});
