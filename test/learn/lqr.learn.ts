import { lqr } from '@vem/envs';
import { compose } from '@vem/framework';
import { fixedTemperature, gaussian, reparameterised } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { adam, replay, samplePosterior } from '@vem/training';
import { expectation, oneStep, twinQ } from '@vem/values';
import { expect, it } from 'vitest';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { gaussianPolicy } from '../support/gaussianPolicy.js';

const SEEDS = [0, 1, 2];
/** The policy's actions are in units of this; at |s| ≤ 2 it is 4 σ beyond the optimal mean, so the box hardly binds. */
const BOUND = 3;
const STEPS = 12_000;
/** The policy moves with the noise of its gradient; what it settles on is its mean over the steps after these. */
const SETTLED = 8000;

/** s = −2, −1.9, …, 2 */
const states = Array.from({ length: 41 }, (_, i) => -2 + i / 10);

/**
 * SAC on the linear-quadratic problem with what its closed form assumes: an unsquashed Gaussian, the counting prior, a
 * fixed temperature. Short episodes from scattered starts show it all states; a smooth critic, that it has a curvature;
 * the mean of two critics, for the smaller of two is biased; a short memory, that the first wild actions are forgotten.
 */
const solver = (seed: number) =>
  compose(
    {
      ...sac(),
      environment: lqr({ bound: BOUND, startDeviation: 1.8, timeLimit: 2 }),
      posterior: gaussian({ hidden: [64, 64], activation: 'tanh', learningRate: 5e-4 }),
      valueEstimator: twinQ({
        hidden: [64, 64],
        activation: 'elu',
        combineForTarget: 'mean',
        combineForEStep: 'mean',
        target: { kind: 'polyak', tau: 0.01 },
      }),
      gradientEstimator: reparameterised({ samples: 2 }),
      bootstrap: expectation(),
      returns: oneStep({ discount: 0.95 }),
      temperature: fixedTemperature({ alpha: 0.1 }),
      behaviour: samplePosterior({ warmUp: 'policy' }),
      data: replay({ startAfter: 500, capacity: 4000, batchSize: 128 }),
      optimiser: adam({ learningRate: 1e-3 }),
    },
    { seed },
  );

/** Gain of the mean by least squares and mean variance over the states, in the environment's units, over the optimum's. */
async function learn(seed: number) {
  const run = solver(seed);
  const observations = states.map((state) => [state]);
  const policy = gaussianPolicy(await run.open(), observations);
  const square = states.reduce((sum, state) => sum + state * state, 0);
  let [gain, variance, reports] = [0, 0, 0];
  for await (const { envSteps } of run.train({ envSteps: STEPS, reportEvery: 250 })) {
    if (envSteps <= SETTLED) continue;
    const { mean, logStd } = policy();
    gain -= states.reduce((sum, state, i) => sum + state * BOUND * mean[i], 0) / square;
    variance += states.reduce((sum, _, i) => sum + (BOUND * Math.exp(logStd[i])) ** 2, 0) / states.length;
    reports++;
  }
  run.dispose();
  console.info(`seed ${seed}: gain ${(gain / reports).toFixed(4)}, action variance ${(variance / reports).toFixed(4)}`);
  const { linearQuadratic } = golden;
  return { gain: gain / reports / linearQuadratic.gain, variance: variance / reports / linearQuadratic.actionVariance };
}

it('SAC with a Gaussian posterior finds the soft-optimal gain and action variance of the linear-quadratic problem', async () => {
  const learned: Awaited<ReturnType<typeof learn>>[] = [];
  for (const seed of SEEDS) learned.push(await learn(seed));
  for (const what of ['gain', 'variance'] as const) {
    const ratios = learned.map((policy) => policy[what]);
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    expect(Math.abs(mean - 1), `${what}: ${ratios}`).toBeLessThan(0.05);
    for (const ratio of ratios) expect(Math.abs(ratio - 1), `${what}: ${ratios}`).toBeLessThan(0.1);
  }
});
