import { chain, chainModel } from '@vem/envs';
import { composeUnchecked, type Pipeline, type SlotMap } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { categorical, exactCategorical, fixedTemperature } from '@vem/posteriors';
import { maxentPg, reinforceSvi } from '@vem/presets';
import { uniform } from '@vem/priors';
import { sgd } from '@vem/training';
import { oneStep, rewardToGo } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/paths.json' with { type: 'json' };
import { everyTransition } from '../support/everyTransition.js';
import { TabularRun } from '../support/tabularRun.js';
import { pathsOf, type WeightedPath, weightedPaths } from '../support/weightedPaths.js';

const LENGTH = 6;
const ALPHA = 0.5;
const STATES = 3;
/** State and time together, so that a table of logits can hold policies that change over time. */
const PLACES = STATES * LENGTH;
type Policy = readonly (readonly number[])[];

interface Messages {
  /** log p(O | s₀), by exact messages backwards: sums over actions, and over next states within the logarithm. */
  readonly evidence: number;
  /** π(a | s, t) ∝ p(a) exp(Q/α), [t · S + s][a]. */
  readonly posterior: Policy;
}

/** Levine 2018, arXiv:1805.00909, eqs 7–8: messages are log-sums over both actions and next states. */
function messages(success: number): Messages {
  const { transition, reward } = chainModel({ success });
  let value: number[] = Array(STATES).fill(0);
  const posterior: number[][] = [];
  for (let t = LENGTH - 1; t >= 0; t--) {
    const q = value.map((_, s) =>
      [0, 1].map((a) =>
        Math.log(
          transition[s][a].reduce((sum, p, next) => sum + p * Math.exp(reward[s][a][next] / ALPHA + value[next]), 0),
        ),
      ),
    );
    value = q.map((row) => Math.log(row.reduce((sum, x) => sum + 0.5 * Math.exp(x), 0)));
    for (const s of value.keys()) posterior[t * STATES + s] = q[s].map((x) => 0.5 * Math.exp(x - value[s]));
  }
  return { evidence: value[0], posterior };
}

/** All paths of the chain with time beside the state. */
function timedPaths(success: number, policy: Policy): WeightedPath[] {
  const { transition, reward } = chainModel({ success });
  const place = (s: number, t: number) => Math.min(t, LENGTH - 1) * STATES + s;
  const everywhere = <T>(value: (s: number, t: number, a: number) => T) =>
    Array.from({ length: PLACES }, (_, i) => [0, 1].map((a) => value(i % STATES, Math.floor(i / STATES), a)));
  const moves = (values: (s: number, a: number, next: number) => number) =>
    everywhere((s, t, a) => {
      const row: number[] = Array(PLACES).fill(0);
      for (let next = 0; next < STATES; next++) row[place(next, t + 1)] += values(s, a, next);
      return row;
    });
  const model = {
    states: PLACES,
    actions: 2,
    transition: moves((s, a, next) => transition[s][a][next]),
    reward: moves((s, a, next) => reward[s][a][next]),
    terminal: Array(PLACES).fill(false),
    start: Array(PLACES).fill(1 / PLACES),
  };
  return pathsOf(model, policy, LENGTH);
}

const { returns: _returns, ...preset } = reinforceSvi();
const exactReturns = (options: Parameters<typeof rewardToGo>[0] = {}) =>
  rewardToGo({ units: 'nats', discount: 1, truncationAsTermination: true, ...options });

async function open(success: number, policy: Policy, changes: SlotMap = {}): Promise<Pipeline> {
  const slots: SlotMap = {
    ...preset,
    environment: chain({ states: PLACES }),
    posterior: categorical({ hidden: [] }),
    temperature: fixedTemperature({ alpha: ALPHA }),
    returns: exactReturns(),
    data: weightedPaths(timedPaths(success, policy), LENGTH, PLACES),
    optimiser: sgd({ learningRate: 1e-12 }),
    ...changes,
  };
  const pipeline = await composeUnchecked(slots, { seed: 5 }).open();
  const parameter = (name: string) =>
    pipeline.parameters.views('posterior').find((view) => view.name.endsWith(name))!.data;
  parameter('/bias').fill(0);
  parameter('/kernel').set(policy.flatMap((row) => row.map(Math.log)));
  pipeline.annotate!.run(pipeline.progress);
  pipeline.batch.fill();
  pipeline.update.run(pipeline.progress);
  return pipeline;
}

/** In nats: the bound by the metric, and log p(O, τ) − log q(τ) of each path. */
function bounds(pipeline: Pipeline) {
  const output = pipeline.steps.flatMap((step) => step.executable.outputs['metric/posterior/objective'] ?? [])[0];
  const { return: returned } = pipeline.data.rollouts!.rows();
  const count = pipeline.data.rollouts!.stretches!;
  return {
    bound: (output.data as Float32Array)[0] / ALPHA,
    ofPaths: [...returned.subarray(0, count)].map((value) => value / ALPHA),
  };
}

const gradient = ({ parameters }: Pipeline) => [
  ...parameters.gradientViews('posterior').find(({ name }) => name.endsWith('/kernel'))!.data,
];
const skewed: Policy = Array.from({ length: PLACES }, (_, i) => [0.35 + 0.02 * (i % 7), 0.65 - 0.02 * (i % 7)]);

describe('the evidence lower bound of reinforce-svi', () => {
  it('is the evidence where moves are certain and the guide is the posterior, path by path', async () => {
    const { evidence, posterior } = messages(1);
    const { bound, ofPaths } = bounds(await open(1, posterior));
    expect(bound).toBeCloseTo(evidence, 4);
    for (const path of ofPaths) expect(path).toBeCloseTo(evidence, 4);
  });

  it('has no gradient there', async () => {
    for (const slope of gradient(await open(1, messages(1).posterior))) expect(Math.abs(slope)).toBeLessThan(1e-4);
  });

  it.each([1, 0.8])(
    'is less than the evidence with other guides, where moves succeed with probability %d',
    async (success) => {
      const { evidence, posterior } = messages(success);
      expect(bounds(await open(success, skewed)).bound).toBeLessThan(evidence - 0.01);
      // Of uncertain moves the messages are optimistic: no guide over actions alone reaches them.
      if (success < 1) expect(bounds(await open(success, posterior)).bound).toBeLessThan(evidence - 0.01);
    },
  );

  it('has one gradient by whole paths and by what lies downstream: 1/α that of maxent-pg', async () => {
    const downstream = gradient(await open(0.8, skewed));
    const whole = gradient(await open(0.8, skewed, { returns: exactReturns({ scope: 'path' }) }));
    const { returns: _unused, ...entropic } = maxentPg('none');
    const slots = {
      ...entropic,
      prior: uniform({ reference: 'normalised' }),
      returns: exactReturns({ units: 'reward' }),
    } as SlotMap;
    const { environment: _e, data: _d, optimiser: _o, posterior: _p, temperature: _t, ...rest } = slots;
    const inReward = gradient(await open(0.8, skewed, rest));
    for (const [i, slope] of downstream.entries()) {
      expect(whole[i]).toBeCloseTo(slope, 4);
      expect(inReward[i] / ALPHA).toBeCloseTo(slope, 4);
    }
    expect(Math.max(...downstream.map(Math.abs))).toBeGreaterThan(0.05);
  });
});

describe('a discount', () => {
  const { discount: problem } = golden;
  const { discount, alpha, goReward, absorbing, factor } = problem;
  /** One state: stop, or go on for a little. */
  const outcomes = everyTransition(
    [false, true].map((goes) => ({
      observation: [1, 0],
      action: Number(goes),
      reward: goes ? goReward : 0,
      nextObservation: goes ? [1, 0] : [0, 1],
      terminated: !goes,
    })),
  );
  const solve = async (gamma: number, stepFactor: number) => {
    const run = await TabularRun.open({
      environment: chain({ states: 2 }),
      data: outcomes,
      prior: uniform({ reference: 'normalised' }),
      posterior: exactCategorical(),
      likelihood: optimality({ stepFactor }),
      temperature: fixedTemperature({ alpha }),
      returns: oneStep({ discount: gamma }),
    });
    run.update(400);
    return { value: run.metric('posterior/objective'), go: run.act()[0].probability[1] };
  };

  it.each([
    ['an absorbing state', discount, 1, absorbing],
    ['a factor of the likelihood', 1, discount, factor],
  ])('as %s has its own values and its own policy', async (_name, gamma, stepFactor, expected) => {
    const found = await solve(gamma, stepFactor);
    expect(found.value).toBeCloseTo(expected.value, 4);
    expect(found.go).toBeCloseTo(expected.go, 4);
  });
});
