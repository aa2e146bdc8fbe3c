import { type BoundSlot, composeUnchecked, type Pipeline, type RunOptions, type SlotMap } from '@vem/framework';
import { fixedTemperature, tanhGaussian, targetKl } from '@vem/posteriors';
import { decoupledGaussian, distil, learnedGaussian, previousPolicy, snapshot, weightedMle } from '@vem/priors';
import { adam, offPolicy, replay } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { gaussianPolicy } from '../support/gaussianPolicy.js';
import { gaussianPrior } from '../support/gaussianPrior.js';
import { smallSac } from '../support/smallSac.js';

const hidden = [16];
const small = (slots: SlotMap) =>
  composeUnchecked({ ...smallSac({ startAfter: 20, warmUpSteps: 20 }), ...slots }, { seed: 3 });

/** cosine, sine, velocity */
const STATES = [
  [1, 0, 0.5],
  [0, 1, 0.5],
  [0, 1, -2],
];

const randomise = (pipeline: Pipeline, group: string) => {
  for (const { data } of pipeline.parameters.views(group))
    for (let i = 0; i < data.length; i++) data[i] = Math.sin(7 * i + 1);
};

const learn = async (slots: SlotMap, envSteps: number) => {
  const run = small(slots);
  const pipeline = await run.open();
  let metrics: Readonly<Record<string, number>> = {};
  for await (const report of run.train({ envSteps, reportEvery: 50 })) ({ metrics } = report);
  return { run, pipeline, metrics };
};

describe('a learned Gaussian prior', () => {
  it('sees its view of the observation, and nothing else', async () => {
    const run = small({ prior: learnedGaussian({ hidden, view: ['velocity'] }), mStep: distil() });
    const pipeline = await run.open();
    randomise(pipeline, 'prior');
    const { mean } = gaussianPrior(pipeline, STATES);
    expect(mean[0]).toBe(mean[1]);
    expect(mean[1]).not.toBe(mean[2]);
    run.dispose();
  });

  it('refuses a view of parts that the observation does not have', () => {
    const open = () => small({ prior: learnedGaussian({ view: ['velocty'] }), mStep: distil() });
    expect(open).toThrow(expect.objectContaining({ code: 'VEM_VIEW_UNKNOWN', slot: 'prior', received: 'velocty' }));
    expect(open).toThrow('Did you mean "velocity"?');
  });

  it('starts the same everywhere, with the given deviation', async () => {
    const run = small({ prior: learnedGaussian({ hidden, initialStd: 0.3 }), mStep: distil() });
    const { mean, logStd } = gaussianPrior(await run.open(), STATES);
    for (const value of mean) expect(value).toBe(0);
    for (const value of logStd) expect(Math.exp(value)).toBeCloseTo(0.3, 5);
    run.dispose();
  });

  it('follows the posterior when it is distilled, and its lagging copy follows it', async () => {
    const prior = learnedGaussian({ hidden, target: { kind: 'copyEvery', updates: 40 } });
    const { run, pipeline, metrics } = await learn(
      { prior, mStep: distil(), temperature: targetKl({ nats: 0.5 }) },
      300,
    );
    expect(metrics['mStep/kl']).toBeGreaterThan(0);
    expect(metrics['mStep/kl']).toBeLessThan(2);
    const [online, target] = [gaussianPrior(pipeline, STATES), gaussianPrior(pipeline, STATES, 'target')];
    expect(online.mean[0]).not.toBe(0);
    expect(target.mean[0]).not.toBe(0);
    expect(target).not.toEqual(online);
    while (pipeline.progress.updates % 40 !== 0)
      pipeline.countUpdate({ veto: false, stop: false, stopAfterEpoch: false });
    pipeline.parameters.synchronise(pipeline.progress.updates);
    expect(gaussianPrior(pipeline, STATES, 'target')).toEqual(online);
    run.dispose();
  });

  it('does not move when it is not trainable', async () => {
    const { run, pipeline } = await learn({ prior: learnedGaussian({ hidden, trainable: false }) }, 100);
    const { mean } = gaussianPrior(pipeline, STATES);
    for (const value of mean) expect(value).toBe(0);
    run.dispose();
  });
});

describe('a prior that is an earlier copy of the posterior', () => {
  it('is the posterior as it was at the last snapshot', async () => {
    const rule = { kind: 'copyEvery', updates: 30 } as const;
    const { run, pipeline, metrics } = await learn({ prior: previousPolicy(), mStep: snapshot({ rule }) }, 130);
    expect(metrics['mStep/kl']).toBeGreaterThan(0);
    const posterior = () => gaussianPolicy(pipeline, STATES)();
    const prior = gaussianPrior(pipeline, STATES);
    expect(prior.mean).not.toEqual([...posterior().mean]);
    pipeline.parameters.synchronise(30);
    expect(gaussianPrior(pipeline, STATES).mean).toEqual([...posterior().mean]);
    run.dispose();
  });

  it('can what the posterior can', () => {
    const mStep = snapshot();
    small({ prior: previousPolicy(), mStep, trustRegion: decoupledGaussian() }).dispose();
    expect(() => small({ prior: learnedGaussian(), mStep })).toThrow('needs "snapshot" from slot "prior"');
    expect(() => small({ prior: previousPolicy(), mStep: distil() })).toThrow('needs "learnable" from slot "prior"');
  });
});

describe('composition', () => {
  it.each([
    ['a learned prior', learnedGaussian({ hidden })],
    ['a copy of the posterior', previousPolicy()],
  ])('refuses %s that nothing trains', (_name, prior: BoundSlot<'prior'>) => {
    expect(() => small({ prior })).toThrow(
      expect.objectContaining({ code: 'VEM_PRIOR_NOT_TRAINED', slot: 'mStep', hint: 'mStep: distil()' }),
    );
  });

  it('refuses to fit a prior that is not trainable', () => {
    expect(() => small({ prior: learnedGaussian({ trainable: false }), mStep: weightedMle() })).toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', path: 'prior.learnable' }),
    );
  });

  it('refuses a schedule that forgets the M-step, and leaves out phases of empty slots', async () => {
    const prior = learnedGaussian({ hidden });
    const forgetful = offPolicy({ steps: [['value'], ['eStep', 'temperature']] });
    expect(() => small({ prior, mStep: distil(), schedule: forgetful })).toThrow(
      expect.objectContaining({ code: 'VEM_PHASE_NOT_SCHEDULED', slot: 'mStep' }),
    );
    const eager = offPolicy({ steps: [['value'], ['model', 'mStep'], ['eStep', 'temperature']] });
    const without = small({ schedule: eager });
    expect((await without.open()).steps).toHaveLength(2);
    without.dispose();
  });

  it.each([
    ['at a fixed temperature', { temperature: fixedTemperature() }, 1],
    ['at a temperature that holds the entropy', {}, 0],
    ['within a trust region', { temperature: fixedTemperature(), trustRegion: decoupledGaussian() }, 0],
  ])('warns of a learned prior %s as it should', (_name, slots: SlotMap, count) => {
    const lines: string[] = [];
    const logger: Partial<NonNullable<RunOptions['logger']>> = { warn: (line: string) => lines.push(line) };
    composeUnchecked(
      { ...smallSac(), prior: learnedGaussian({ hidden }), mStep: distil(), ...slots },
      { seed: 1, logger: logger as NonNullable<RunOptions['logger']> },
    ).dispose();
    expect(lines.filter((line) => line.includes('contract to a point'))).toHaveLength(count);
  });
});

describe('distillation', () => {
  it('descends the same divergence by samples as in closed form', async () => {
    /** The prior’s gradient in the first update, with noise from the same streams. */
    const gradient = async (closed: boolean) => {
      const posterior = tanhGaussian({ hidden });
      const run = small({
        prior: learnedGaussian({ hidden }),
        posterior: closed ? posterior : withoutClosedForm(posterior),
        mStep: distil({ samples: 1600 }),
        data: replay({ batchSize: 64, capacity: 1000, startAfter: 20 }),
        optimiser: adam(),
      });
      const pipeline = await run.open();
      randomise(pipeline, 'prior');
      for await (const _report of run.train({ envSteps: 20 }));
      const views = pipeline.parameters.gradientViews('prior').map(({ data }) => [...data]);
      run.dispose();
      return views.flat();
    };
    const [closed, sampled] = [await gradient(true), await gradient(false)];
    const norm = (values: readonly number[]) => Math.hypot(...values);
    expect(norm(closed)).toBeGreaterThan(0.1);
    // Chance moves the gradient by 3 % with 400 samples per state, and by half of that with four times as many.
    expect(norm(closed.map((value, i) => value - sampled[i])) / norm(closed)).toBeLessThan(0.02);
  });
});

/** The same posterior, whose beliefs cannot say how far they are from another. */
function withoutClosedForm(bound: ReturnType<typeof tanhGaussian>): ReturnType<typeof tanhGaussian> {
  return {
    ...bound,
    create: (...dependencies) => {
      const component = bound.create(...dependencies);
      return {
        program: (step) => {
          const program = component.program(step);
          return {
            infer: (...args) => ({ ...program.infer(...args), klTo: () => undefined }),
            loss: () => {
              const outcome = program.loss();
              return { ...outcome, belief: { ...outcome.belief!, klTo: () => undefined } };
            },
          };
        },
      };
    },
  };
}
