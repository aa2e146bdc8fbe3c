import { chain, chainModel, discreteBandit } from '@vem/envs';
import { categorical, exactSumGradient, fixedTemperature } from '@vem/posteriors';
import { fixedCategorical } from '@vem/priors';
import { adam, offPolicy } from '@vem/training';
import { actionValues, exactSum, oneStep } from '@vem/values';
import { describe, it } from 'vitest';
import golden from '../fixtures/finiteActions.json' with { type: 'json' };
import { everyTransition, transitionsOf } from '../support/everyTransition.js';
import { expectClose } from '../support/relative.js';
import { TabularRun } from '../support/tabularRun.js';

const everyMove = everyTransition(transitionsOf(chainModel(), 5));

describe('the exact sum over actions', () => {
  it('has the gradient of its closed form', async () => {
    const [alpha, prior, payoffs] = [0.7, [0.5, 0.3, 0.2], [1, 2, 3]];
    const run = await TabularRun.open({
      environment: discreteBandit({ payoffs }),
      data: everyTransition(
        payoffs.map((reward, action) => ({ observation: [1], action, reward, nextObservation: [1], terminated: true })),
      ),
      prior: fixedCategorical({ probabilities: prior }),
      posterior: categorical({ hidden: [], learningRate: 1e-9 }),
      gradientEstimator: exactSumGradient(),
      temperature: fixedTemperature({ alpha }),
    });
    const bias = run.parameter('posterior/policy/layer0/bias');
    const kernel = run.parameter('posterior/policy/layer0/kernel');
    kernel.set([0.4, -0.1, 0.2]);
    bias.set([-0.3, 0.5, 0.1]);
    run.update(1);
    const weights = bias.map((value, a) => Math.exp(value + kernel[a]));
    const total = weights.reduce((sum, weight) => sum + weight);
    const policy = [...weights].map((weight) => weight / total);
    // ∂J/∂logit = π (f − E_π f) with f = Q − α log(π/p); the product rule's own −α averages out.
    const f = policy.map((probability, a) => payoffs[a] - alpha * Math.log(probability / prior[a]));
    const objective = policy.reduce((sum, probability, a) => sum + probability * f[a], 0);
    expectClose(run.metric('posterior/objective'), objective, 1e-5);
    const slope = run.gradient('posterior', 'policy/layer0/bias');
    for (const [a, probability] of policy.entries()) expectClose(slope[a], -probability * (f[a] - objective), 1e-5);
  });

  it('leads a learned policy and its values to soft value iteration', async () => {
    const { alpha, value, q, posterior } = golden.chain.problems[0];
    const run = await TabularRun.open(
      {
        environment: chain({ start: 'uniform' }),
        data: everyMove,
        posterior: categorical({ hidden: [] }),
        gradientEstimator: exactSumGradient(),
        bootstrap: exactSum(),
        returns: oneStep({ discount: golden.chain.discount }),
        temperature: fixedTemperature({ alpha }),
      },
      24,
    );
    run.update(600);
    for (const [i, learned] of run.parameter('valueEstimator/q').subarray(0, 6).entries())
      expectClose(learned, q.flat()[i]);
    expectClose(run.metric('posterior/objective'), value.reduce((sum, ofState) => sum + ofState) / 3);
    for (const { observation, probability } of run.act())
      for (const [a, received] of probability.entries()) expectClose(received, posterior[observation.indexOf(1)][a]);
  });
});

describe('soft Q-learning by a network', () => {
  it.each([
    ['a copy that follows', { kind: 'polyak', tau: 0.05 }],
    ['a copy from time to time', { kind: 'copyEvery', updates: 25 }],
  ] as const)('finds the values of soft value iteration with %s', async (_name, target) => {
    const { alpha, q } = golden.chain.problems[0];
    const run = await TabularRun.open({
      environment: chain({ start: 'uniform' }),
      data: everyMove,
      valueEstimator: actionValues({ hidden: [32], critics: 1, target }),
      temperature: fixedTemperature({ alpha }),
      optimiser: adam({ learningRate: 3e-3 }),
      schedule: offPolicy({ steps: [['value'], ['eStep']] }),
    });
    run.update(2500);
    // [A, B]; the batch has ten rows per state.
    const q_AB = run.result('eStep', 'q_SB');
    for (const [state, expected] of q.entries())
      for (const [a, value] of expected.entries()) expectClose(q_AB[a * 30 + state * 10] / value, 1, 0.02);
  });
});
