import { chain, chainModel } from '@vem/envs';
import { exactCategorical, fixedTemperature } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam } from '@vem/training';
import { actionValues, logSumExp, oneStep } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/finiteActions.json' with { type: 'json' };
import { everyTransition, type Transition, transitionsOf } from '../../support/everyTransition.js';
import { TabularRun } from '../../support/tabularRun.js';

const UPDATES = 3000;

describe('soft Q-learning with networks on the chain', () => {
  const { discount, problems } = golden.chain;
  const uniformProblems = problems.filter(({ prior }) => prior.every((probability) => probability === prior[0]));

  it.each(uniformProblems)(
    'ends within 2 % of soft value iteration (α = $alpha)',
    async ({ alpha, value, posterior }) => {
      const every = transitionsOf(chainModel(), 5);
      const batch: Transition[] = [...every];
      const run = await TabularRun.open(
        {
          environment: chain({ start: 'uniform' }),
          data: everyTransition(batch),
          prior: uniform({ reference: 'normalised' }),
          posterior: exactCategorical(),
          valueEstimator: actionValues({ critics: 1, hidden: [32, 32], target: { kind: 'polyak', tau: 0.02 } }),
          bootstrap: logSumExp(),
          returns: oneStep({ discount }),
          temperature: fixedTemperature({ alpha }),
          optimiser: adam({ learningRate: 1e-3 }),
        },
        24,
      );
      run.update(UPDATES);
      for (const row of run.act()) {
        const state = row.observation.indexOf(1);
        for (const [action, probability] of row.probability.entries())
          expect(Math.abs(probability - posterior[state][action])).toBeLessThan(0.02);
      }
      // A batch of one state only shows that state's value; the updates that this takes move next to nothing.
      for (const [state, expected] of value.entries()) {
        const there = every.filter(({ observation }) => observation[state] === 1);
        batch.splice(0, batch.length, ...Array.from({ length: every.length }, (_, i) => there[i % there.length]));
        run.update(1);
        expect(Math.abs(run.metric('posterior/objective') / expected - 1)).toBeLessThan(0.02);
      }
    },
  );
});
