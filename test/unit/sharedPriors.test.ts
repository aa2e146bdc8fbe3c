import { chain, chainModel, corridorTasks } from '@vem/envs';
import { composeUnchecked } from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { distral, softValueIteration } from '@vem/presets';
import { distil, fixedCategorical, learnedTable, uniform } from '@vem/priors';
import { offPolicy, sgd } from '@vem/training';
import { oneStep } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { everyTransition, transitionsOf } from '../support/everyTransition.js';
import { solved } from '../support/exactRun.js';
import { TabularRun } from '../support/tabularRun.js';

const returns = oneStep({ discount: 0.9 });
const every = everyTransition(transitionsOf(chainModel(), 5));

describe('Distral with one task', () => {
  it('is maximum-entropy reinforcement learning at the temperature of the entropy’s cost', async () => {
    const [ofKl, ofEntropy] = [0.3, 0.5];
    const run = await TabularRun.open({
      environment: chain(),
      data: every,
      prior: learnedTable({
        exponent: ofKl / (ofKl + ofEntropy),
        target: { kind: 'copyEvery', updates: 1 },
        learningRate: 12,
      }),
      mStep: distil(),
      temperature: fixedTemperature({ alpha: ofKl + ofEntropy }),
      optimiser: sgd({ learningRate: 1 }),
      schedule: offPolicy({ steps: [['value', 'eStep', 'mStep']] }),
    });
    run.update(600);
    const { q } = await solved({
      ...softValueIteration(),
      environment: chain(),
      prior: uniform({ reference: 'counting' }),
      temperature: fixedTemperature({ alpha: ofEntropy }),
      returns,
    });
    const learned = run.parameter('valueEstimator/q');
    for (const [i, value] of q.entries()) expect(Math.abs(learned[i] - value)).toBeLessThan(1e-3);
    // The prior is then the posterior.
    expect(run.metric('mStep/kl')).toBeLessThan(1e-6);
  });

  it('is KL-regularised reinforcement learning where the prior stays', async () => {
    const alpha = 0.5;
    const run = await TabularRun.open({
      environment: chain(),
      data: every,
      prior: learnedTable({ trainable: false }),
      temperature: fixedTemperature({ alpha }),
    });
    run.parameter('prior/logits').set([0, 1, 2].flatMap(() => [Math.log(0.9), Math.log(0.1)]));
    run.update(300);
    const { q } = await solved({
      ...softValueIteration(),
      environment: chain(),
      prior: fixedCategorical({ probabilities: [0.9, 0.1] }),
      temperature: fixedTemperature({ alpha }),
      returns,
    });
    const learned = run.parameter('valueEstimator/q');
    for (const [i, value] of q.entries()) expect(Math.abs(learned[i] - value)).toBeLessThan(1e-3);
  });
});

describe('a run with several tasks', () => {
  it('reports returns by task, in training and evaluations', async () => {
    const run = composeUnchecked(
      {
        ...distral(),
        environment: corridorTasks({
          length: 5,
          goals: [
            [0, 0],
            [4, 0],
            [2, 0],
          ],
        }),
      },
      { seed: 1 },
    );
    const counts = [0, 0, 0];
    let [episodes, weighed] = [0, 0];
    for await (const report of run.train({ envSteps: 600, reportEvery: 200 })) {
      episodes += report.episodes;
      const sum = report.tasks!.reduce((total, { episodes: of, meanReturn }) => total + of * meanReturn, 0);
      if (report.episodes > 0) expect(sum / report.episodes).toBeCloseTo(report.episodeReturn!, 9);
      for (const { task, episodes: of } of report.tasks!) counts[task] += of;
      weighed += report.tasks!.length;
    }
    expect(weighed).toBeGreaterThan(3);
    expect(counts.every((count) => count > 0)).toBe(true);
    expect(counts.reduce((a, b) => a + b)).toBe(episodes);
    const { tasks, meanReturn, returns } = await run.evaluate({ episodes: 12 });
    const total = tasks!.reduce((sum, of) => sum + of.episodes * of.meanReturn, 0);
    expect(total / returns.length).toBeCloseTo(meanReturn, 9);
    run.dispose();
  });
});
