import * as tf from '@tensorflow/tfjs-core';
import { cartPole, chain, pendulum } from '@vem/envs';
import {
  type BoundSlot,
  composeUnchecked,
  definePlugin,
  type Pipeline,
  type Run,
  type SlotMap,
  Streams,
} from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { categorical, clippedRatio, fixedTemperature, gaussian, tanhGaussian } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, everyBatch, replay, rollouts, samplePosterior } from '@vem/training';
import { exactSum, expectation, generalisedAdvantages, stateValue, stateValues, vTrace } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const [STEPS, COUNT] = [9, 2];
const ROWS = STEPS * COUNT;
const DISCOUNT = 0.9;
const LAMBDA = 0.8;
const SCALE = 2;

/** V(s) = 10 times the observation's first entry; publishes what it should be fitted to. */
const known = definePlugin({
  slot: 'valueEstimator',
  name: 'known',
  description: 'A function of the observation',
  config: z.strictObject({}),
  provides: ['v'],
  inject: [],
  create: () => ({
    program: (step) => ({
      v: (observation_BO) =>
        tf.mul(10, tf.squeeze(tf.slice(observation_BO, [0, 0], [observation_BO.shape[0]!, 1]), [1])),
      loss: () => ({ losses: [], results: { target_B: step.returns.target() } }),
    }),
  }),
})() as BoundSlot<'valueEstimator'>;

const slots = (returns: BoundSlot<'returns'>): SlotMap => ({
  environment: chain(),
  prior: uniform(),
  posterior: categorical({ hidden: [] }),
  likelihood: optimality({ rewardScale: SCALE }),
  valueEstimator: known,
  bootstrap: stateValues(),
  returns,
  gradientEstimator: clippedRatio(),
  temperature: fixedTemperature({ alpha: 0 }),
  behaviour: samplePosterior({ warmUp: 'policy' }),
  data: rollouts({ length: STEPS, epochs: 1, batchSize: 'all' }),
  optimiser: adam(),
  schedule: everyBatch({ steps: [['value'], ['eStep']] }),
});

interface Opened {
  readonly run: Run;
  readonly pipeline: Pipeline;
}

async function open(map: SlotMap, environments = COUNT): Promise<Opened> {
  const run = composeUnchecked(map, { seed: 1, environments });
  return { run, pipeline: await run.open() };
}

/** Rows in order of time; ends at random, of either kind, and values that do not lead on across them. */
const numbers = new Streams(7).stream('rows');
const tenths = (count: number) => Array.from({ length: count }, () => Math.round(20 * numbers.uniform() - 10) / 10);
const ends = Array.from({ length: ROWS }, () => numbers.uniform()).map((u) => (u < 0.15 ? 1 : u < 0.4 ? 2 : 0));
const state = tenths(ROWS);
const recorded = {
  state,
  reward: tenths(ROWS),
  next: state.map((_, row) => (ends[row] === 0 && row + COUNT < ROWS ? state[row + COUNT] : tenths(1)[0])),
  terminated: ends.map((end) => Number(end === 1)),
  truncated: ends.map((end) => Number(end === 2)),
  action: Array.from({ length: ROWS }, () => numbers.integer(2)),
  logMu: tenths(ROWS).map((x) => x - 1),
};

/** Lets the data source have them, as the environments would, and looks back. */
function lookBack({ pipeline }: Opened): Readonly<Record<string, Float32Array>> {
  for (let t = 0; t < STEPS; t++) {
    const now = (column: readonly number[]) => column.slice(t * COUNT, (t + 1) * COUNT);
    const observation = (column: readonly number[]) => now(column).flatMap((x) => [x, 0, 0]);
    const columns = {
      observation: observation(recorded.state),
      action: now(recorded.action),
      reward: now(recorded.reward),
      nextObservation: observation(recorded.next),
      terminated: now(recorded.terminated),
      truncated: now(recorded.truncated),
      logMu: now(recorded.logMu),
    };
    const arrays = Object.entries(columns).map(([name, values]) => [name, Float32Array.from(values)]);
    pipeline.data.append({ count: COUNT, columns: Object.fromEntries(arrays) });
  }
  pipeline.annotate!.run(pipeline.progress);
  return pipeline.data.rollouts!.rows();
}

/**
 * From the last row to the first: y_t = ρ_t δ_t + γ λ c_t y_{t+1}, and what the states that were reached are worth then.
 *
 * @param cutIsEnd - whether nothing follows a time limit
 */
function backwards(cutIsEnd: boolean, rho = (_row: number) => 1, trace = rho) {
  const { reward, next, terminated, truncated } = recorded;
  const correction: number[] = [];
  const advantage: number[] = [];
  for (let row = ROWS - 1; row >= 0; row--) {
    const over = terminated[row] === 1 || (cutIsEnd && truncated[row] === 1);
    const goesOn = !over && truncated[row] === 0 && row + COUNT < ROWS;
    const worth = over ? 0 : DISCOUNT * 10 * next[row];
    const later = goesOn ? correction[row + COUNT] : 0;
    const delta = SCALE * reward[row] + worth - 10 * state[row];
    correction[row] = rho(row) * delta + DISCOUNT * LAMBDA * trace(row) * later;
    advantage[row] = rho(row) * (delta + DISCOUNT * later);
  }
  return { correction, advantage, value: state.map((x, row) => 10 * x + correction[row]) };
}

const closeTo = (received: ArrayLike<number>, expected: readonly number[], digits = 3) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of [...Array.from(received)].entries())
    expect(value, `row ${i}`).toBeCloseTo(expected[i], digits);
};

describe('generalised advantages along a roll-out', () => {
  it.each([
    ['from the final observation at a time limit', false],
    ['as if a time limit ended the episode, where that is asked for', true],
  ])('are annotated once, %s', async (_how, truncationAsTermination) => {
    const returns = generalisedAdvantages({ discount: DISCOUNT, lambda: LAMBDA, truncationAsTermination });
    const opened = await open(slots(returns));
    const rows = lookBack(opened);
    const expected = backwards(truncationAsTermination);
    closeTo(rows.advantage, expected.correction);
    closeTo(rows.return, expected.value);
    closeTo(
      rows.value,
      state.map((x) => 10 * x),
    );
    opened.run.dispose();
  });

  it('differ between the two kinds of ends, so that the choice matters', () => {
    const [proper, asEnd] = [false, true].map((cutIsEnd) => backwards(cutIsEnd).correction);
    expect(recorded.truncated.some(Boolean) && recorded.terminated.some(Boolean)).toBe(true);
    for (const [row, cut] of recorded.truncated.entries())
      if (cut === 1 && recorded.next[row] !== 0)
        expect(proper[row] - asEnd[row]).toBeCloseTo(DISCOUNT * 10 * recorded.next[row], 8);
  });

  it('are what the value estimator is fitted to afterwards, row by row', async () => {
    const opened = await open(slots(generalisedAdvantages({ discount: DISCOUNT, lambda: LAMBDA })));
    lookBack(opened);
    const { pipeline, run } = opened;
    pipeline.batch.fill();
    pipeline.steps[0].run(pipeline.progress);
    closeTo(
      pipeline.steps[0].executable.outputs['result/value/target_B'].data as Float32Array,
      [...pipeline.batch.columns.return],
      5,
    );
    expect([...pipeline.batch.columns.return].some((x) => Math.abs(x) > 1)).toBe(true);
    run.dispose();
  });
});

describe('V-trace along a roll-out', () => {
  it('takes ratios of the posterior as it is to whoever acted', async () => {
    const [rhoBar, cBar] = [1.3, 0.9];
    const opened = await open(slots(vTrace({ discount: DISCOUNT, lambda: LAMBDA, rhoBar, cBar })));
    const { pipeline, run } = opened;
    const parameter = (name: string) =>
      pipeline.parameters.views('posterior').find((view) => view.name.endsWith(name))!.data;
    const [kernel, bias] = [parameter('/kernel'), parameter('/bias')];
    const ratio = (row: number) => {
      const logits = [0, 1].map((action) => recorded.state[row] * kernel[action] + bias[action]);
      const chosen = logits[recorded.action[row]] - Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
      return Math.exp(chosen - recorded.logMu[row]);
    };
    const rows = lookBack(opened);
    const expected = backwards(
      false,
      (row) => Math.min(rhoBar, ratio(row)),
      (row) => Math.min(cBar, ratio(row)),
    );
    closeTo(rows.return, expected.value);
    closeTo(rows.advantage, expected.advantage);
    const truncated = state.map((_, row) => ratio(row)).filter((r) => r > rhoBar).length;
    expect(truncated).toBeGreaterThan(0);
    expect(truncated).toBeLessThan(ROWS);
    run.dispose();
  });

  const kinds: Readonly<Record<string, SlotMap>> = {
    'finite actions': { environment: cartPole(), posterior: categorical({ hidden: [8] }) },
    'a Gaussian': { environment: pendulum(), posterior: gaussian({ hidden: [8] }) },
    'a squashed Gaussian': { environment: pendulum(), posterior: tanhGaussian({ hidden: [8] }) },
  };
  it.each(Object.entries(kinds))('is λ-returns where the posterior itself acted: %s', async (_kind, kind) => {
    const decay = { discount: DISCOUNT, lambda: LAMBDA };
    const annotated = async (returns: BoundSlot<'returns'>) => {
      const opened = await open({ ...slots(returns), ...kind, valueEstimator: stateValue({ hidden: [8] }) });
      const { pipeline, run } = opened;
      for (let t = 0; t < STEPS; t++) pipeline.store(pipeline.actor.act(pipeline.progress));
      pipeline.annotate!.run(pipeline.progress);
      const rows = pipeline.data.rollouts!.rows();
      const found = { reward: [...rows.reward], return: [...rows.return] };
      run.dispose();
      return found;
    };
    const [plain, corrected] = [await annotated(generalisedAdvantages(decay)), await annotated(vTrace(decay))];
    expect(corrected.reward).toEqual(plain.reward);
    closeTo(corrected.return, plain.return, 4);
  });
});

describe('returns along roll-outs are refused', () => {
  const refusal = (map: SlotMap) => {
    try {
      composeUnchecked(map, { seed: 1 });
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const missing = (path: string) => ({ code: 'VEM_CAPABILITY_MISSING', slot: 'returns', path });

  it('without roll-outs, and where states are worth less by divergences that rewards do not pay', () => {
    for (const returns of [generalisedAdvantages(), vTrace()]) {
      expect(refusal(slots(returns))).toBeUndefined();
      expect(refusal({ ...slots(returns), data: replay() })).toMatchObject(missing('data.rollouts'));
      for (const bootstrap of [exactSum(), expectation()])
        expect(refusal({ ...slots(returns), bootstrap })).toMatchObject({ code: 'VEM_CAPABILITY_MISSING' });
    }
  });
});
