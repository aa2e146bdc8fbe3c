import * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import { type BoundSlot, composeUnchecked, definePlugin, type SlotMap, Streams } from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { noisyMode, offPolicy, replay, samplePosterior, sequenceReplay } from '@vem/training';
import { nStep, oneStep, retrace, sequenceVTrace, stateValue } from '@vem/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import golden from '../fixtures/returns.json' with { type: 'json' };
import { expectClose } from '../support/relative.js';

const nothing = z.strictObject({});
const entry = (x_BO: tf.Tensor, at: number) => tf.squeeze<tf.Tensor>(tf.slice(x_BO, [0, at], [x_BO.shape[0]!, 1]), [1]);

/** Q(s, a) is the first entry of the observation; publishes what it should be fitted to. */
const values = definePlugin({
  slot: 'valueEstimator',
  name: 'known',
  description: 'The first entry of the observation',
  config: nothing,
  provides: ['q'],
  inject: [],
  create: () => ({
    program: (step) => ({
      q: (observation_BO, { action_SBA }) => tf.add(entry(observation_BO, 0), tf.mul(0, tf.sum(action_SBA, 2))),
      loss: () => ({ losses: [], results: { target_B: step.returns.target() } }),
    }),
  }),
})() as BoundSlot<'valueEstimator'>;

/** V(s) is the entry of that number. */
const worth = (at: number) =>
  definePlugin({
    slot: 'bootstrap',
    name: 'known',
    description: 'An entry of the observation',
    config: nothing,
    provides: ['plain'],
    inject: [],
    create: () => ({ program: () => ({ value: (observation_BO) => entry(observation_BO, at) }) }),
  })() as BoundSlot<'bootstrap'>;

/** log π(a|s) = 0 of whatever was recorded. */
const certain = definePlugin({
  slot: 'posterior',
  name: 'certain',
  description: 'Log-densities of 0',
  config: nothing,
  provides: ['sample', 'mode', 'logProb', 'space:box'],
  inject: [],
  create: () => ({
    program: () => ({
      infer: (observation_BO) => {
        const sample = (count: number) => ({ action_SBA: tf.zeros([count, observation_BO.shape[0]!, 1]) });
        return {
          spaces: ['box'],
          sample,
          mode: () => sample(1),
          logProb: ({ preSquash_SBA, action_SBA }) => tf.mul(0, tf.sum(preSquash_SBA ?? action_SBA, 2)),
        };
      },
      loss: () => ({ losses: [] }),
    }),
  }),
})() as BoundSlot<'posterior'>;

interface Step {
  readonly reward: number;
  /** Q of the recorded action, or V of the state. */
  readonly value: number;
  /** V of what the step led to. */
  readonly nextValue: number;
  /** π/μ */
  readonly ratio: number;
  readonly end?: 'terminated' | 'truncated' | undefined;
}

type Recorded = readonly (readonly Step[])[];

/** Opens a run whose batch is one sequence of each of N environments. @returns targets by environment */
async function opened(returns: BoundSlot<'returns'>, length: number, count: number, stateValues = false) {
  const { gradientEstimator: _none, ...base } = sac();
  const run = composeUnchecked(
    {
      ...base,
      environment: pendulum(),
      posterior: certain,
      valueEstimator: values,
      bootstrap: worth(stateValues ? 0 : 1),
      returns,
      temperature: fixedTemperature(),
      behaviour: samplePosterior({ warmUp: 'policy' }),
      data: sequenceReplay({ length, batchSize: count, capacity: length * count, startAfter: 0 }),
      schedule: offPolicy({ steps: [['value']] }),
    },
    { seed: 1, environments: count },
  );
  const pipeline = await run.open();
  const [step] = pipeline.steps;
  let clock = 0;
  return {
    of(recorded: Recorded): number[][] {
      for (let t = 0; t < length; t++) {
        const rows = recorded.map((steps) => steps[t]);
        const column = (numbers: (row: Step) => readonly number[]) => Float32Array.from(rows.flatMap(numbers));
        const end = (name: Step['end']) => column((row) => [Number(row.end === name)]);
        pipeline.data.append({
          count,
          columns: {
            // What makes an observation differ from the one before is in the third entry.
            observation: column(({ value }) => [value, 0, ++clock]),
            action: column(() => [0.3]),
            reward: column(({ reward }) => [reward]),
            nextObservation: column(({ nextValue }) => [stateValues ? nextValue : 0, nextValue, clock + count]),
            terminated: end('terminated'),
            truncated: end('truncated'),
            logMu: column(({ ratio }) => [-Math.log(ratio)]),
            preSquash: column(() => [0.31]),
          },
        });
      }
      // The ring has just these steps: one sequence of each environment.
      let start = 0;
      const draws = Object.assign(new Streams(1).stream('rows'), { integer: () => start++ });
      const { columns } = pipeline.batch;
      pipeline.data.fill(columns, count, draws);
      // Observations that are written by hand do not follow each other; that is not what is looked at.
      for (let row = 0; row < length * count; row++)
        columns.truncated[row] = Number(recorded[row % count][Math.floor(row / count)].end === 'truncated');
      step.run(pipeline.progress);
      const target = step.executable.outputs['result/value/target_B'].data;
      return recorded.map((_, n) => Array.from({ length }, (_, t) => target[t * count + n]));
    },
    dispose: () => run.dispose(),
  };
}

const stepsOf = (given: {
  readonly reward: readonly number[];
  readonly value: readonly number[];
  readonly nextValue: readonly number[];
  readonly ratio: readonly number[];
}): Step[] =>
  given.reward.map((reward, t) => ({
    reward,
    value: given.value[t],
    nextValue: given.nextValue[t],
    ratio: given.ratio[t],
  }));

const close = (found: readonly number[], wanted: readonly number[]) => {
  expect(found).toHaveLength(wanted.length);
  for (const [i, value] of found.entries()) expectClose(value, wanted[i], 5e-6);
};

describe('golden targets along sequences, by the plugins that are shipped', () => {
  it.each(golden.retrace.cases)('Retrace, λ $lambda', async ({ lambda, value }) => {
    const run = await opened(retrace({ discount: golden.retrace.discount, lambda }), 3, 1);
    close(run.of([stepsOf(golden.retrace)])[0], value);
    run.dispose();
  });

  it.each(golden.vTrace.cases)('V-trace, ρ̄ $rhoBar, c̄ $cBar, λ $lambda', async ({ value, ...options }) => {
    const { discount } = golden.vTrace;
    const { rhoBar, cBar, lambda } = options;
    const run = await opened(sequenceVTrace({ discount, rhoBar, cBar, lambda }), 3, 1, true);
    close(run.of([stepsOf(golden.vTrace)])[0], value);
    run.dispose();
  });
});

const GAMMA = 0.9;
const LAMBDA = 0.7;
const number = fc.double({ min: -2, max: 2, noNaN: true });
const stepOf = (ratio: fc.Arbitrary<number>) =>
  fc.record({
    reward: number,
    value: number,
    nextValue: number,
    ratio,
    end: fc.constantFrom<Step['end']>(undefined, undefined, undefined, 'terminated', 'truncated'),
  });
const recordedWith = (ratio: fc.Arbitrary<number>, length: number, count: number) =>
  fc.array(fc.array(stepOf(ratio), { minLength: length, maxLength: length }), { minLength: count, maxLength: count });

const follows = ({ end }: Step, gamma: number) => (end === 'terminated' ? 0 : gamma);

/** One step. */
const single = (steps: readonly Step[]) => steps.map((step) => step.reward + follows(step, GAMMA) * step.nextValue);

/** Munos et al. 2016, as the recursion y_t = r_t + γ [V(s_{t+1}) + c_{t+1} (y_{t+1} − Q_{t+1})] that ends where an episode does. */
function retraced(steps: readonly Step[], lambda: number): number[] {
  const y: number[] = [];
  for (let t = steps.length - 1; t >= 0; t--) {
    const goesOn = steps[t].end === undefined && t + 1 < steps.length;
    const more = goesOn ? lambda * Math.min(1, steps[t + 1].ratio) * (y[t + 1] - steps[t + 1].value) : 0;
    y[t] = steps[t].reward + follows(steps[t], GAMMA) * (steps[t].nextValue + more);
  }
  return y;
}

/** The rewards of n steps, or as many as there are, and what the last one led to. */
const summed = (steps: readonly Step[], n: number): number[] =>
  steps.map((_, first) => {
    let sum = 0;
    for (let k = 0; ; k++) {
      const step = steps[first + k];
      sum += GAMMA ** k * step.reward;
      if (k + 1 < n && step.end === undefined && first + k + 1 < steps.length) continue;
      return sum + GAMMA ** k * follows(step, GAMMA) * step.nextValue;
    }
  });

describe('targets along sequences', () => {
  const [T, N] = [7, 3];
  const holds = async (
    returns: BoundSlot<'returns'>,
    ratio: fc.Arbitrary<number>,
    wanted: (steps: readonly Step[]) => number[],
    prepare: (recorded: Recorded) => Recorded = (recorded) => recorded,
  ) => {
    const run = await opened(returns, T, N);
    fc.assert(
      fc.property(recordedWith(ratio, T, N).map(prepare), (recorded) => {
        const found = run.of(recorded);
        for (const [n, steps] of recorded.entries())
          for (const [t, value] of wanted(steps).entries()) expect(found[n][t]).toBeCloseTo(value, 4);
      }),
      { numRuns: 60 },
    );
    run.dispose();
  };
  const anyRatio = fc.double({ min: 0.05, max: 3, noNaN: true });
  /** Expected values are those of the actions that were taken. */
  const onPolicy = (recorded: Recorded) =>
    recorded.map((steps) =>
      steps.map((step, t) =>
        t > 0 && steps[t - 1].end === undefined ? { ...step, value: steps[t - 1].nextValue } : step,
      ),
    );

  it('by Retrace are those of a plain recursion; nothing crosses the end of an episode', () =>
    holds(retrace({ discount: GAMMA, lambda: LAMBDA }), anyRatio, (steps) => retraced(steps, LAMBDA)));

  it('by Retrace with λ = 0 are one-step targets', async () => {
    await holds(retrace({ discount: GAMMA, lambda: 0 }), anyRatio, single);
    await holds(oneStep({ discount: GAMMA }), anyRatio, single);
  });

  it('by Retrace where the policy itself acted, λ = 1, are sums over all steps', () =>
    holds(retrace({ discount: GAMMA, lambda: 1 }), fc.constant(1), (steps) => summed(steps, T), onPolicy));

  it.each([1, 3, 7])('of n = %i steps are the sums of their definition', (n) =>
    holds(nStep({ discount: GAMMA, steps: n }), anyRatio, (steps) => summed(steps, n)),
  );

  it('stay finite where densities have nothing in common', async () => {
    const run = await opened(retrace({ discount: GAMMA, lambda: 1 }), 3, 1);
    for (const ratio of [1e-300, 1e300]) {
      const steps = [1, 2, 3].map((reward) => ({ reward, value: 0.5, nextValue: 0.25, ratio }));
      const wanted = ratio < 1 ? single(steps) : retraced(steps, 1);
      close(run.of([steps])[0], wanted);
    }
    run.dispose();
  });
});

describe('what does not go with sequences is refused at start-up', () => {
  const along = {
    ...sac(),
    environment: pendulum(),
    behaviour: samplePosterior({ warmUp: 'policy' }),
    data: sequenceReplay(),
    returns: retrace(),
  };
  it.each<[string, SlotMap, string, string]>([
    ['no way to look along', { data: replay() }, 'VEM_CAPABILITY_MISSING', 'data.sequences'],
    ['no values of actions', { valueEstimator: stateValue() }, 'VEM_CAPABILITY_MISSING', 'valueEstimator.q'],
    ['actions of unknown density', { behaviour: noisyMode() }, 'VEM_CAPABILITY_MISSING', 'behaviour.logMu'],
    ['KL costs on the way', { returns: sequenceVTrace() }, 'VEM_CAPABILITY_MISSING', 'bootstrap.plain'],
    ['n steps of no sequence', { data: replay(), returns: nStep({ steps: 3 }) }, 'VEM_CAPABILITY_MISSING', ''],
    ['a warm-up that the posterior has no density of', { behaviour: samplePosterior() }, 'VEM_WARM_UP_REFUSED', ''],
  ])('%s', (_what, slots, code, path) => {
    const open = () => composeUnchecked({ ...along, ...slots }, { seed: 1 });
    expect(open).toThrow(expect.objectContaining({ code, ...(path === '' ? {} : { path }) }));
  });
});
