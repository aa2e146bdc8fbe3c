import { chain, chainModel } from '@vem/envs';
import { composeUnchecked, iterate, type Pipeline, type SlotMap } from '@vem/framework';
import { advantageScore, categorical, fixedTemperature } from '@vem/posteriors';
import { maxentPg } from '@vem/presets';
import { uniform } from '@vem/priors';
import { episodes, sgd } from '@vem/training';
import { rewardToGo, zero } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/paths.json' with { type: 'json' };
import { pathsOf, weightedPaths } from '../../support/weightedPaths.js';

const { scoreEstimators: problem } = golden;
const { logits, alpha, exact } = problem;
const STATES = logits.length;
const right = logits.map((logit) => 1 / (1 + Math.exp(-logit)));
const policy = right.map((probability) => [1 - probability, probability]);

type Returns = Parameters<typeof rewardToGo>[0];

/** The preset on the chain, its policy a table of logits that stays where the problem puts it. */
const slots = (returns: Returns, length: number): SlotMap => ({
  ...maxentPg('none'),
  environment: chain({ timeLimit: length }),
  prior: uniform({ reference: 'normalised' }),
  posterior: categorical({ hidden: [] }),
  valueEstimator: zero(),
  temperature: fixedTemperature({ alpha }),
  returns: rewardToGo({ discount: 1, truncationAsTermination: true, ...returns }),
  optimiser: sgd({ learningRate: 1e-12 }),
});

async function open(map: SlotMap, environments = 1): Promise<Pipeline> {
  const pipeline = await composeUnchecked(map, { seed: 5, environments }).open();
  const parameter = (name: string) =>
    pipeline.parameters.views('posterior').find((view) => view.name.endsWith(name))!.data;
  parameter('/bias').fill(0);
  // [state, action]: left is 0, right the logit.
  parameter('/kernel').set(logits.flatMap((logit) => [0, logit]));
  return pipeline;
}

/** −∂ loss / ∂ logit of each state, as the optimiser got it. */
function ascent({ parameters }: Pipeline): number[] {
  const kernel = parameters.gradientViews('posterior').find(({ name }) => name.endsWith('/kernel'))!.data;
  return logits.map((_, state) => -kernel[2 * state + 1]);
}

describe('scores of all paths of the chain, each by its probability', () => {
  const LENGTH = 5;
  const model = chainModel();
  const paths = pathsOf(model, policy, LENGTH);

  /** Σ_t γ^t (r − α log π/p) from the first state, backwards, in double precision. */
  function objective(at: readonly number[], own = false): number {
    const probability = at.map((logit) => [1 / (1 + Math.exp(logit)), 1 / (1 + Math.exp(-logit))]);
    let value: number[] = Array(STATES).fill(0);
    for (let t = 0; t < LENGTH; t++)
      value = value.map((_, s) =>
        probability[s].reduce((sum, p, a) => {
          const later = model.transition[s][a].reduce(
            (all, moved, next) => all + moved * (model.reward[s][a][next] + value[next]),
            0,
          );
          return sum + p * (later - (own ? 0 : alpha * Math.log(p / 0.5)));
        }, 0),
      );
    return value[0];
  }
  const slope = (f: (at: readonly number[]) => number) =>
    logits.map((_, i) => {
      const moved = (by: number) => logits.map((logit, j) => (i === j ? logit + by : logit));
      return (f(moved(1e-5)) - f(moved(-1e-5))) / 2e-5;
    });
  const expected = slope(objective);

  async function gradient(returns: Returns, changes: SlotMap = {}, prepare = (_: Pipeline) => {}): Promise<number[]> {
    const data = weightedPaths(paths, LENGTH, STATES);
    const pipeline = await open({ ...slots(returns, LENGTH), data, ...changes });
    prepare(pipeline);
    pipeline.annotate!.run(pipeline.progress);
    pipeline.batch.fill();
    pipeline.update.run(pipeline.progress);
    return ascent(pipeline);
  }
  const closeTo = (received: readonly number[], wanted: readonly number[]) => {
    for (const [state, value] of received.entries()) expect(value, `state ${state}`).toBeCloseTo(wanted[state], 4);
  };

  const estimators: Readonly<Record<string, [Returns, SlotMap?, ((pipeline: Pipeline) => void)?]>> = {
    'without a baseline': [{ baseline: 'none' }],
    'by the return of the whole path': [{ scope: 'path' }],
    'less a constant': [{ baseline: 'constant', constant: 3 }],
    'less averages that are remembered': [
      { baseline: 'decayingAverage', decaySteps: 4 },
      {},
      ({ parameters }) => parameters.views('returns')[0].data.set([2, 1.5, 1, 0.5]),
    ],
  };
  it.each(Object.entries(estimators))(
    'have the exact gradient for a mean, %s',
    async (_name, [returns, changes, prepare]) => {
      closeTo(await gradient(returns, changes, prepare), expected);
    },
  );

  it('have another where divergences are paid at their own steps only', async () => {
    // Rewards of all later steps, and the divergence of the own one: the score of the plain return, plus its own term.
    const plain = await gradient({ regularised: 'none' });
    const own = slope((at) => objective(at, true));
    closeTo(plain, own);
    const [withFuture] = expected;
    expect(Math.abs(own[0] - withFuture)).toBeGreaterThan(0.01);
  });

  it('have yet another where only the own step pays: that costs of later steps are missing is a bias', async () => {
    const visits = logits.map((_, state) =>
      paths.reduce((sum, path) => sum + path.probability * path.steps.filter((step) => step.state === state).length, 0),
    );
    // −α ∂ KL(π‖½) / ∂ logit = −α π(1 − π) logit, at each visit.
    const paid = slope((at) => objective(at, true)).map(
      (plain, s) => plain - visits[s] * alpha * right[s] * (1 - right[s]) * logits[s],
    );
    closeTo(await gradient({ regularised: 'none' }, { gradientEstimator: advantageScore({ costs: 'priorKl' }) }), paid);
    // Well beyond what the exact ones above are held to.
    expect(Math.hypot(...paid.map((x, s) => x - expected[s]))).toBeGreaterThan(5e-3);
  });

  it('are 1/α as long in nats', async () => {
    const half = { temperature: fixedTemperature({ alpha: 0.5 }) };
    const [reward, nats] = [await gradient({}, half), await gradient({ units: 'nats' }, half)];
    closeTo(
      nats,
      reward.map((x) => x / 0.5),
    );
  });
});

describe('scores of sampled episodes of the chain', () => {
  const { steps } = problem;
  const [ENVIRONMENTS, EACH] = [1000, 8];
  const COUNT = ENVIRONMENTS * EACH;

  /** Means and variances over episodes of Σ_t score · advantage, by logit, with the gradient that the optimiser got. */
  async function sampled(returns: Returns) {
    const data = episodes({ perEnvironment: EACH, length: steps });
    const pipeline = await open({ ...slots(returns, steps), data }, ENVIRONMENTS);
    while (pipeline.progress.updates < 1) iterate(pipeline);
    const { observation, action, advantage } = pipeline.data.rollouts!.rows();
    const sums = Array.from({ length: COUNT }, () => logits.map(() => 0));
    for (const [row, chosen] of action.entries()) {
      const state = observation.subarray(STATES * row, STATES * (row + 1)).indexOf(1);
      sums[row % COUNT][state] += (chosen - right[state]) * advantage[row];
    }
    const mean = logits.map((_, s) => sums.reduce((sum, path) => sum + path[s], 0) / COUNT);
    const variance = logits.map((_, s) => sums.reduce((sum, path) => sum + (path[s] - mean[s]) ** 2, 0) / COUNT);
    for (const [state, value] of ascent(pipeline).entries()) expect(value).toBeCloseTo(mean[state], 3);
    return { mean, variance };
  }

  it('have the exact mean, and variances in the order of the reference', async () => {
    const kinds = {
      full: await sampled({ scope: 'path' }),
      rewardToGo: await sampled({}),
      lessTimeMean: await sampled({ baseline: 'timeMean' }),
      optimal: await sampled({ baseline: 'optimal' }),
    };
    for (const [name, { mean, variance }] of Object.entries(kinds)) {
      for (const [state, value] of mean.entries())
        expect(Math.abs(value - exact[state]), `${name}, ${state}`).toBeLessThan(
          4 * Math.sqrt(variance[state] / COUNT),
        );
      if (name === 'optimal') continue;
      const reference = problem[name as 'full' | 'rewardToGo' | 'lessTimeMean'].variance;
      for (const [state, value] of variance.entries())
        expect(value / reference[state], `${name}, ${state}`).toBeCloseTo(1, 0.7);
    }
    for (const state of logits.keys()) {
      expect(kinds.rewardToGo.variance[state]).toBeLessThan(kinds.full.variance[state]);
      expect(kinds.lessTimeMean.variance[state]).toBeLessThan(kinds.rewardToGo.variance[state]);
    }
    const total = ({ variance }: { readonly variance: readonly number[] }) => variance.reduce((sum, x) => sum + x);
    expect(total(kinds.optimal)).toBeLessThan(1.02 * total(kinds.lessTimeMean));
  });
});
