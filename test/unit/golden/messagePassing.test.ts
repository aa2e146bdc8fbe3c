import { chain, cliff, lqr, riskyBet, windyGrid } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { fixedTemperature, linearGaussian, tablePolicy } from '@vem/posteriors';
import { messagePassing } from '@vem/presets';
import { uniform } from '@vem/priors';
import { samplePosterior } from '@vem/training';
import { inferredDynamics, oneStep, quadratic, sweptTable } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/exactInference.json' with { type: 'json' };
import { solved } from '../../support/exactRun.js';
import { twoSteps } from '../../support/twoSteps.js';

const DIGITS = 9;
const variational = messagePassing('variational');

/** Component state after solving, by name. */
async function statesOf(slots: SlotMap) {
  const run = composeUnchecked(slots, { seed: 1 });
  const pipeline = await run.open();
  for await (const _report of run.train({ envSteps: 0 }));
  return {
    value: pipeline.slots.valueEstimator!.state!() as Record<string, Float64Array>,
    policy: pipeline.slots.posterior!.state!() as Record<string, Float64Array>,
    run,
  };
}

describe('messages on a linear system', () => {
  const { alpha, discount, noiseVariance, actionCost, stationary, horizon, finite } = golden.lqr;
  // Bounds of 1, so that box units are the environment's.
  const system = (noise: number) => lqr({ bound: 1, noiseVariance: noise, actionCost, timeLimit: horizon });
  const flat = { prior: uniform(), temperature: fixedTemperature({ alpha }) };

  it.each([
    ['fixed', oneStep({ discount: 1 }), noiseVariance, finite.fixed],
    ['inferred', inferredDynamics({ discount: 1 }), noiseVariance, finite.inferred],
    ['inferred, noise of variance 1', inferredDynamics({ discount: 1 }), 1, finite.inferredNoise1],
  ] as const)('of five steps, dynamics %s', async (_name, returns, noise, rows) => {
    const { value, policy } = await statesOf({ ...messagePassing(), ...flat, environment: system(noise), returns });
    for (const [back, [curvature, gain, variance]] of rows.entries()) {
      const t = horizon - 1 - back;
      expect(value.state[2 * t]).toBeCloseTo(curvature, DIGITS);
      expect(policy.gain[t]).toBeCloseTo(gain, DIGITS);
      expect(policy.covariance[t]).toBeCloseTo(variance, DIGITS);
    }
  });

  it('without end, and programs act by it', async () => {
    const slots = {
      ...messagePassing('endless'),
      ...flat,
      environment: system(noiseVariance),
      returns: oneStep({ discount }),
      posterior: linearGaussian(),
      valueEstimator: quadratic(),
    };
    const { value, policy, run } = await statesOf(slots);
    expect(value.state[0]).toBeCloseTo(stationary.curvature, DIGITS);
    expect(value.state[1]).toBeCloseTo(stationary.constant, DIGITS);
    expect(policy.gain[0]).toBeCloseTo(stationary.gain, DIGITS);
    expect(policy.covariance[0]).toBeCloseTo(stationary.actionVariance, DIGITS);
    expect(-0.5 * value.state[0] + value.state[1]).toBeCloseTo(stationary.valueAt1, DIGITS);
    const { meanReturn } = await run.evaluate({ episodes: 20 });
    expect(meanReturn).toBeGreaterThan(-2);
  });
});

describe('messages on tables', () => {
  const { twoSteps: two, riskyBet: bet } = golden;
  const environment = twoSteps({ chance: two.chance, first: two.reward0, second: two.reward1 });
  const temperature = fixedTemperature({ alpha: 1 });

  it.each([
    ['inferred', messagePassing(), two.inferred],
    ['fixed', variational, two.fixed],
  ] as const)('of two steps, dynamics %s, for each step its own policy', async (_name, slots, expected) => {
    const { value, policy } = await statesOf({ ...slots, environment, temperature });
    expect(value.value[0]).toBeCloseTo(expected.value, DIGITS);
    expect(Math.exp(policy.logProb[1])).toBeCloseTo(expected.secondAction, DIGITS);
  });

  it('give the marginals of states, actions and chance that enumeration gives', async () => {
    const { policy } = await statesOf({ ...messagePassing(), environment, temperature });
    // p(τ | O) ∝ p(s₁ | a₀) e^{r₀ + r₁} over all eight trajectories.
    const weight = (a: number, s: number, b: number) => two.chance[a][s] * Math.exp(two.reward0[a] + two.reward1[s][b]);
    const all = [0, 1].flatMap((a) => [0, 1].flatMap((s) => [0, 1].map((b) => ({ a, s, b, w: weight(a, s, b) }))));
    const total = all.reduce((sum, { w }) => sum + w, 0);
    const of = (keep: (t: (typeof all)[number]) => boolean) =>
      all.filter(keep).reduce((sum, { w }) => sum + w, 0) / total;
    const [states, actions] = [4, 2];
    for (const a of [0, 1])
      expect(policy.pair[a]).toBeCloseTo(
        of((t) => t.a === a),
        12,
      );
    for (const s of [0, 1]) {
      expect(policy.state[states + 1 + s]).toBeCloseTo(
        of((t) => t.s === s),
        12,
      );
      for (const b of [0, 1])
        expect(policy.pair[states * actions + (1 + s) * actions + b]).toBeCloseTo(
          of((t) => t.s === s && t.b === b),
          12,
        );
    }
  });

  it('condition chance on success: the bet is believed to be won', async () => {
    const slots = { ...messagePassing(), environment: riskyBet(), temperature: fixedTemperature({ alpha: bet.alpha }) };
    const { policy } = await statesOf({
      ...slots,
      posterior: tablePolicy({ forward: 2 }),
      valueEstimator: sweptTable(),
    });
    const risky = bet.inferred.posterior[1];
    expect(policy.state[4 + 2]).toBeCloseTo(risky * bet.inferred.win, DIGITS);
    expect(policy.state[4 + 3]).toBeCloseTo(risky * (1 - bet.inferred.win), DIGITS);
  });

  it('are alike with chance inferred and fixed where there is none', async () => {
    const slots = { environment: cliff({ timeLimit: 30 }), temperature: fixedTemperature({ alpha: 0.5 }) };
    const [inferred, fixed] = [
      await solved({ ...messagePassing(), ...slots }),
      await solved({ ...variational, ...slots }),
    ];
    const difference = (a: readonly number[], b: readonly number[]) =>
      a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
    expect(difference(inferred.q, fixed.q)).toBeLessThan(1e-9);
    const windy = { ...slots, environment: windyGrid({ stochastic: true, timeLimit: 30 }) };
    const gap = difference(
      (await solved({ ...messagePassing(), ...windy })).q,
      (await solved({ ...variational, ...windy })).q,
    );
    expect(gap).toBeGreaterThan(0.1);
  });

  it('without end: an absorbing state and a contraction are the same with fixed dynamics only', async () => {
    // Where staying alive pays more than −α log γ, values of inferred survival have no limit: here all rewards cost.
    const environment = chain({ goalReward: 0 });
    const endless = { ...messagePassing('endless'), environment, temperature };
    const at = async (returns: SlotMap['returns']) => (await solved({ ...endless, returns })).value;
    const absorbing = await at(inferredDynamics({ discount: 0.9 }));
    const contraction = await at(inferredDynamics({ discount: 0.9, discountAs: 'contraction' }));
    const fixed = await at(oneStep({ discount: 0.9 }));
    for (const s of [0, 1, 2]) {
      // Jensen: chance that is on the agent's side is worth more.
      expect(contraction[s]).toBeGreaterThan(fixed[s]);
      expect(absorbing[s]).toBeGreaterThan(contraction[s]);
    }
    // Q = α log(γ E e^{V/α} + 1 − γ), in the last state to the right.
    const right = -0.1 + Math.log(0.9 * Math.exp(absorbing[2]) + 0.1);
    const left = Math.log(0.9 * (0.8 * Math.exp(absorbing[1]) + 0.2 * Math.exp(absorbing[2])) + 0.1);
    expect(absorbing[2]).toBeCloseTo(Math.log(0.5 * Math.exp(right) + 0.5 * Math.exp(left)), 9);
  });

  it('are read by the time that the behaviour carries, in evaluations too', async () => {
    const { run } = await statesOf({
      ...variational,
      environment: cliff({ timeLimit: 20 }),
      temperature: fixedTemperature({ alpha: 0.01 }),
    });
    const { meanReturn, lengths } = await run.evaluate({ episodes: 2 });
    // Along the edge: 13 steps.
    expect(lengths).toEqual([13, 13]);
    expect(meanReturn).toBe(-13);
  });

  it('refuse a horizon whose steps nobody counts', () => {
    const slots = { ...variational, environment: cliff(), behaviour: samplePosterior() };
    expect(() => composeUnchecked(slots, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_TIME_NOT_OBSERVED' }),
    );
    const endless = { ...variational, environment: cliff({ timeLimit: null }) };
    expect(() => composeUnchecked(endless, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_HORIZON_UNKNOWN' }),
    );
    const shown = { ...variational, environment: cliff({ observe: 'coordinates' }) };
    expect(() => composeUnchecked(shown, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_STATES_NOT_OBSERVED' }),
    );
  });
});
