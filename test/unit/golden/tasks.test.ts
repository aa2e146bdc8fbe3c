import { taskBandit } from '@vem/envs';
import { fixedTemperature } from '@vem/posteriors';
import { distil, learnedTable } from '@vem/priors';
import { offPolicy, sgd } from '@vem/training';
import { table } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/tasks.json' with { type: 'json' };
import { everyTaskAndAction } from '../../support/everyTransition.js';
import { expectClose } from '../../support/relative.js';
import { TabularRun } from '../../support/tabularRun.js';

const { costs, information } = golden;

/** What a preset leaves open: values and posterior by task, a prior that does not see it, distilled from the posteriors. */
const bandit = (payoffs: readonly (readonly number[])[], exponent: number, alpha: number, learningRate: number) =>
  TabularRun.open(
    {
      environment: taskBandit({ payoffs: payoffs.map((row) => [...row]) }),
      data: everyTaskAndAction(payoffs),
      prior: learnedTable({
        rows: 'withoutGoal',
        exponent,
        target: { kind: 'copyEvery', updates: 1 },
        learningRate,
      }),
      valueEstimator: table({ rows: 'parts' }),
      mStep: distil(),
      temperature: fixedTemperature({ alpha }),
      optimiser: sgd({ learningRate: 1 }),
      schedule: offPolicy({ steps: [['value', 'eStep', 'mStep']] }),
    },
    16,
  );

const softmax = (logits: ArrayLike<number>) => {
  const weights = Array.from(logits, (x) => Math.exp(x - Math.max(...Array.from(logits))));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / sum);
};

/** Probabilities of the posterior by task, as it acts. */
function posteriorsOf(run: TabularRun): ReadonlyMap<number, readonly number[]> {
  return new Map(run.act().map(({ observation, probability }) => [observation.indexOf(1, 1) - 1, probability]));
}

const divergence = (p: readonly number[], q: readonly number[]) =>
  p.reduce((sum, x, a) => (x === 0 ? sum : sum + x * Math.log(x / q[a])), 0);

describe('a prior that tasks share, with an exponent', () => {
  it.each(costs.problems.filter(({ ofEntropy }) => ofEntropy > 0))(
    'settles between them (costs $ofKl of the divergence, $ofEntropy of the entropy)',
    async ({ ofKl, ofEntropy, prior, posteriors }) => {
      const run = await bandit(costs.payoffs, ofKl / (ofKl + ofEntropy), ofKl + ofEntropy, 5);
      run.update(2000);
      const found = softmax(run.parameter('prior/logits'));
      for (const [action, p] of prior.entries()) expectClose(found[action], p);
      const acting = posteriorsOf(run);
      expect(acting.size).toBe(2);
      for (const [task, of] of posteriors.entries())
        for (const [action, p] of of.entries()) expectClose(acting.get(task)![action], p);
      // The M-step fits the prior itself, not the potential: it reports how far that is.
      const kl = posteriors.map((of) => divergence(of, prior));
      expectClose(run.metric('mStep/kl'), (kl[0] + kl[1]) / 2);
    },
  );

  it('collapses to the common best action where entropy costs nothing', async () => {
    const { ofKl, ofEntropy } = costs.problems.find(({ ofEntropy }) => ofEntropy === 0)!;
    const collapsing = await bandit(costs.payoffs, 1, ofKl, 2);
    const held = await bandit(costs.payoffs, 0.5, ofKl, 2);
    const worst = (run: TabularRun) => Math.max(...[...posteriorsOf(run).values()].map((of) => 1 - of[0]));
    const after: number[] = [];
    for (const updates of [200, 800, 3000]) {
      collapsing.update(updates);
      after.push(worst(collapsing));
    }
    expect(ofEntropy).toBe(0);
    // Ever closer to (1, 0), as 1/k under plain descent, with nothing that stops it.
    expect(after[1]).toBeLessThan(after[0] / 3);
    expect(after[2]).toBeLessThan(after[1] / 2.5);
    expect(after[2]).toBeLessThan(1e-3);
    held.update(4000);
    expect(worst(held)).toBeGreaterThan(0.1);
  });
});

describe('a prior that does not see the goal', () => {
  it.each(information.problems)(
    'is the channel’s best output at temperature $alpha',
    async ({ alpha, prior, posteriors, meanKl, objective }) => {
      const run = await bandit(information.payoffs, 1, alpha, 2);
      run.update(4000);
      const found = softmax(run.parameter('prior/logits'));
      // The third action is left only as 1/k by plain descent; the iterates that are stored leave it at a rate.
      for (const action of [0, 1]) expect(Math.abs(found[action] - prior[action])).toBeLessThan(2e-3);
      expect(found[2]).toBeLessThan(2e-3);
      const acting = posteriorsOf(run);
      for (const [task, of] of posteriors.entries())
        for (const action of [0, 1]) expect(Math.abs(acting.get(task)![action] - of[action])).toBeLessThan(2e-3);
      expect(Math.abs(run.metric('posterior/kl') - meanKl)).toBeLessThan(2e-3);
      expect(Math.abs(run.metric('posterior/objective') - objective)).toBeLessThan(2e-3);
    },
  );
});
