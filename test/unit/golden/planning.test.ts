import { type Behaviour, definePlugin, Tokens } from '@vem/framework';
import { particlePlanner } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { particlePlanning } from '../../../packages/training/src/behaviours/particlePlanner.js';
import { ModelPlanner } from '../../../packages/training/src/behaviours/planning/modelPlanner.js';
import { plannerOptions } from '../../../packages/training/src/behaviours/planning/options.js';
import { expectation, singleSample, type Twist } from '../../../packages/training/src/behaviours/planning/twist.js';
import golden from '../../fixtures/planning.json' with { type: 'json' };
import { firstActions } from '../../support/firstActions.js';
import type { Tables } from '../../support/plannedTables.js';
import { logMeanExp, softChain } from '../../support/softChain.js';

const PARTICLES = 256;

const { next, reward0, reward1, firstAction, variational, mixed } = golden.twoSteps;
const END = 3;
const oneHot = (state: number) => [0, 1, 2, 3].map((s) => (s === state ? 1 : 0));
/** Start, x, y, end. */
const twoSteps: Tables = {
  transition: [next.map(([x, y]) => [0, x, y, 0]), ...[0, 1, 2].map(() => [oneHot(END), oneHot(END)])],
  reward: [reward0, ...reward1, [0, 0]],
  terminal: [false, false, false, true],
};
const later = reward1.map(logMeanExp);
const start = logMeanExp(
  next.map((ofAction, a) => reward0[a] + Math.log(ofAction[0] * Math.exp(later[0]) + ofAction[1] * Math.exp(later[1]))),
);
const exact = [start, ...later, 0];

const proposals = {
  uniform: [0, 1, 2, 3].map(() => [0.5, 0.5]),
  skewed: [
    [0.8, 0.2],
    [0.3, 0.7],
    [0.6, 0.4],
    [0.5, 0.5],
  ],
};

/** Adds single samples, subtracts expectations: what must not be done. */
const mixing: Twist = (step, from, imagined, goesOn_R) => ({
  added_R: singleSample(step, from, imagined, goesOn_R).added_R,
  owed_R: expectation(16)(step, from, imagined, goesOn_R).owed_R,
});

const withTwist = (twist: Twist) =>
  definePlugin({
    slot: 'behaviour',
    name: 'planner-of-a-test',
    description: 'The planner with other weights',
    config: plannerOptions,
    provides: ['plans'],
    requires: ['model.step'],
    inject: [Tokens.action, Tokens.asked],
    create: (options, action, asked): Behaviour =>
      new ModelPlanner(particlePlanning(options, twist), options, action, asked),
  });

const common = { particles: PARTICLES, horizon: 2, discount: 1, warmUp: 'policy' } as const;
const isExact = ({ mean, error }: { mean: number; error: number }) => Math.abs(mean - firstAction) < 4 * error;

describe('plans by particles in a stochastic problem of two steps', () => {
  it.each([
    ['single samples, from uniform proposals', 'sample', 'uniform', 1, 2],
    ['single samples, beyond the end, where particles keep their weight', 'sample', 'uniform', 0.5, 4],
    ['single samples, from skewed proposals', 'sample', 'skewed', 1, 2],
    ['single samples, resampled where few particles count', 'sample', 'skewed', 0.5, 2],
    ['expectations, from skewed proposals', 'expectation', 'skewed', 1, 2],
  ] as const)(
    'have the posterior’s first action, with weights by %s',
    async (_what, ahead, proposal, resampleBelow, horizon) => {
      const planner = particlePlanner({ ...common, horizon, ahead, resampleBelow, draws: 8 });
      const found = await firstActions({
        tables: twoSteps,
        values: exact,
        proposal: proposals[proposal],
        planner,
        times: 24,
      });
      expect(found.error).toBeLessThan(0.0018);
      expect(isExact(found)).toBe(true);
      // That of the variational posterior is another one.
      expect(Math.abs(found.mean - variational)).toBeGreaterThan(2 * found.error);
    },
  );

  it('do not, where expectations are subtracted of what was added as single samples', async () => {
    const found = await firstActions({
      tables: twoSteps,
      values: exact,
      proposal: proposals.uniform,
      planner: withTwist(mixing)(common),
      times: 24,
    });
    expect(isExact(found)).toBe(false);
    expect(Math.abs(found.mean - mixed)).toBeLessThan(4 * found.error + 5e-4);
  });
});

describe('plans of which nothing is left', () => {
  it('count all particles alike, so that the proposal acts, and say so', async () => {
    const planner = particlePlanner({ ...common, particles: 16 });
    const nothing = [0, 1, 2, 3].map(() => Number.NEGATIVE_INFINITY);
    const found = await firstActions({
      tables: twoSteps,
      values: nothing,
      proposal: proposals.uniform,
      planner,
      times: 1,
    });
    for (const weight of found.weights) expect(weight).toBeCloseTo(1 / 16, 5);
    expect(found.metrics['behaviour/lost']).toBe(1);
    expect(found.warnings({ lost: 0.1 })).toEqual([expect.stringContaining('no particle had any weight')]);
    expect(found.warnings({ lost: 0 })).toEqual([]);
  });
});

describe('plans by particles in a chain where moves succeed', () => {
  it.each([1, 2, 5])('have the first action of soft value iteration over a horizon of %d', async (horizon) => {
    const planner = particlePlanner({ ...common, horizon, discount: softChain.discount });
    const found = await firstActions({
      tables: softChain.tables,
      values: softChain.value,
      proposal: proposals.uniform.slice(1),
      planner,
      times: 4,
    });
    expect(Math.abs(found.mean - softChain.policy[0][1])).toBeLessThan(4 * found.error);
  });

  it('have equal weights where the proposal is the posterior itself: every increment is 0', async () => {
    const planner = particlePlanner({
      ...common,
      particles: 32,
      horizon: 4,
      discount: softChain.discount,
      resampleBelow: 0,
    });
    const { weights } = await firstActions({
      tables: softChain.tables,
      values: softChain.value,
      proposal: softChain.policy,
      planner,
      times: 1,
    });
    for (const weight of weights) expect(weight).toBeCloseTo(1 / 32, 5);
  });
});
