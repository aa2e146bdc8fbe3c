import { chain, cliff, openGrid } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { gLearning, softPolicyIteration, softValueIteration } from '@vem/presets';
import { beforeActing } from '@vem/training';
import { oneStep, visitedTable } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/exactInference.json' with { type: 'json' };
import { solved } from '../support/exactRun.js';

const { chain: walk } = golden;
const returns = oneStep({ discount: walk.discount });
const problem = walk.problems.find(({ alpha, prior }) => alpha === 1 && prior[0] === 0.5)!;

describe('soft policy iteration', () => {
  it('makes no state worse at any step, and ends where soft value iteration does', async () => {
    for (const environment of [openGrid({ rows: 4, columns: 4 }), cliff({ wind: 0.2 })]) {
      const slots = { ...softPolicyIteration(), environment, temperature: fixedTemperature({ alpha: 0.3 }), returns };
      let before: readonly number[] | undefined;
      for (let updates = 1; updates <= 8; updates++) {
        const { value } = await solved({
          ...slots,
          schedule: beforeActing({ updates, steps: [['value'], ['eStep']] }),
        });
        for (const [s, was] of (before ?? []).entries()) expect(value[s]).toBeGreaterThan(was - 1e-9);
        before = value;
      }
      const { value: whole } = await solved(slots);
      const { value: best } = await solved({
        ...softValueIteration(),
        environment,
        temperature: slots.temperature,
        returns,
      });
      for (const [s, value] of best.entries()) expect(whole[s]).toBeCloseTo(value, 8);
    }
  });
});

/** Q of a run on the chain after so many steps. */
async function learned(slots: SlotMap, envSteps: number): Promise<number[]> {
  const run = composeUnchecked(slots, { seed: 3, environments: 8 });
  const pipeline = await run.open();
  for await (const _report of run.train({ envSteps, reportEvery: envSteps }));
  const { q } = pipeline.slots.valueEstimator!.state!();
  run.dispose();
  return [...(q as Float64Array)];
}

describe('G-learning', () => {
  const slots = {
    ...gLearning(),
    environment: chain({ start: 'uniform' }),
    returns,
    valueEstimator: visitedTable({ power: 0.6 }),
  };

  it('comes to the soft values at a fixed temperature', async () => {
    // A tenth of what the test of learning takes, at 3 times its tolerance, with rates that fall more slowly.
    const q = await learned({ ...slots, temperature: fixedTemperature({ alpha: problem.alpha }) }, 20_000);
    for (const [i, value] of problem.q.flat().entries()) expect(Math.abs(q[i] - value)).toBeLessThan(0.15);
  });

  it('starts with the value of the prior’s own policy', async () => {
    const q = await learned({ ...slots, temperature: fixedTemperature({ alpha: 1e6 }) }, 20_000);
    for (const [s, value] of walk.valueOfUniform.entries())
      expect(Math.abs((q[2 * s] + q[2 * s + 1]) / 2 - value)).toBeLessThan(0.15);
  });
});
