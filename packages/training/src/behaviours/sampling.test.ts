import * as tf from '@tensorflow/tfjs-core';
import { compiledEngine } from '@vem/compiler';
import {
  type BehaviourProgram,
  box,
  type Capability,
  type Copy,
  type Density,
  finite,
  type StepContext,
  Streams,
  VemError,
} from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { samplePosterior, samplePrior } from './index.js';
import { Sampling } from './sampling.js';

const nothing: ReadonlySet<Capability> = new Set();
const plane = box({ low: [-3, 0], high: [3, 1] });

function open(
  action: ReturnType<typeof box> | ReturnType<typeof finite>,
  { hold = 1, warmUp = 'uniform' as 'uniform' | 'policy', asked = nothing } = {},
): Sampling {
  return new Sampling({ warmUp, warmUpSteps: 1000, warmUpHold: hold, evaluation: 'mode' }, action, {
    plugin: 'sample-posterior',
    of: 'posterior',
    copy: 'online',
    record: asked,
  });
}

/** Actions of the first steps of two environments, [steps][2 · A], and what is recorded of them. */
function warmUp(behaviour: Sampling, width: number, steps: number) {
  const stream = new Streams(1).stream('act/explore');
  const action_NA = new Float32Array(2 * width);
  const columns = Object.fromEntries(behaviour.columns.map(({ name, size }) => [name, new Float32Array(2 * size)]));
  const actions = Array.from({ length: steps }, (_, step) => {
    behaviour.explore(stream, action_NA, { envSteps: 2 * step, updates: 0, rollouts: 0, fraction: 0 }, columns);
    return [...action_NA];
  });
  return { actions, columns };
}

const distinct = (rows: number[][]) => new Set(rows.map(String)).size;

describe('the warm-up of Sampling', () => {
  it('draws every action anew, on [−1, 1]', () => {
    const { actions } = warmUp(open(plane), 2, 200);
    expect(distinct(actions)).toBe(200);
    expect(Math.min(...actions.flat())).toBeLessThan(-0.95);
    expect(Math.max(...actions.flat())).toBeGreaterThan(0.95);
    expect(Math.max(...actions.flat().map(Math.abs))).toBeLessThanOrEqual(1);
  });

  it('holds each action for some steps, counted in steps of one environment', () => {
    const { actions } = warmUp(open(plane, { hold: 5 }), 2, 20);
    expect(distinct(actions)).toBe(4);
    for (let step = 0; step < 20; step++) expect(actions[step]).toEqual(actions[step - (step % 5)]);
  });

  it('holds choices of finitely many, too', () => {
    const { actions } = warmUp(open(finite(3), { hold: 4 }), 3, 40);
    for (let step = 0; step < 40; step++) expect(actions[step]).toEqual(actions[step - (step % 4)]);
    for (const row of actions) expect([row.slice(0, 3), row.slice(3)].map((one) => Math.max(...one))).toEqual([1, 1]);
    expect(distinct(actions)).toBeGreaterThan(2);
  });

  it('records how likely each of finitely many actions was', () => {
    const { columns } = warmUp(open(finite(4), { asked: new Set(['behaviour.logMu']) }), 4, 1);
    expect(Object.keys(columns)).toEqual(['logMu']);
    for (const logMu of columns.logMu) expect(logMu).toBeCloseTo(-Math.log(4), 6);
  });

  it.each<[string, Parameters<typeof open>[0], Capability]>([
    ['only what the policy did is learned from', finite(3), 'data.onPolicy'],
    ['only what the policy did is learned from, in a box', plane, 'data.onPolicy'],
    ['densities of actions in a box are learned from', plane, 'behaviour.logMu'],
    ['actions before a squash are learned from', plane, 'behaviour.preSquash'],
  ])('is refused where %s, and says how to leave it out', (_why, action, capability) => {
    const asked = new Set([capability]);
    expect(() => open(action, { asked })).toThrow(VemError);
    expect(() => open(action, { asked })).toThrow(
      expect.objectContaining({
        code: 'VEM_WARM_UP_REFUSED',
        message: expect.stringContaining('Set `warmUp: "policy"`'),
      }),
    );
    expect(
      open(action, { asked, warmUp: 'policy' }).explores({ envSteps: 0, updates: 0, rollouts: 0, fraction: 0 }),
    ).toBe(false);
  });
});

describe('what Sampling records', () => {
  const both: ReadonlySet<Capability> = new Set<Capability>(['behaviour.logMu', 'behaviour.preSquash']);

  it('is what somebody asks for', () => {
    expect(open(plane).columns).toEqual([]);
    expect(open(plane, { warmUp: 'policy', asked: both }).columns).toEqual([
      { name: 'logMu', size: 1 },
      { name: 'preSquash', size: 2 },
    ]);
  });

  /** A potential with mass e, around 1 for the online copy and 2 for the target; its samples are its middles. */
  const potential = (observation_NO: tf.Tensor, copy: Copy): Density => {
    const u_1NA = tf.expandDims(tf.add(tf.mul(observation_NO, 0.01), copy === 'online' ? 1 : 2), 0);
    const sample = () => ({ action_SBA: tf.tanh(u_1NA), preSquash_SBA: u_1NA });
    return {
      spaces: ['u', 'box'],
      logMass: 1,
      sample,
      mode: sample,
      logProb: ({ preSquash_SBA }, space) => tf.mul(tf.sum(preSquash_SBA!, 2), space === 'u' ? 10 : 1000),
    };
  };

  /** What a behaviour that samples the potential does at two states. */
  function act(copy: Copy, play: (program: BehaviourProgram, observation_NO: tf.Tensor) => Record<string, tf.Tensor>) {
    const acting = { plugin: 'sample-prior', of: 'prior', copy, record: both } as const;
    const behaviour = new Sampling(
      { warmUp: 'policy', warmUpSteps: 0, warmUpHold: 1, evaluation: 'mode' },
      plane,
      acting,
    );
    const engine = compiledEngine();
    const executable = engine.load({
      name: 'act',
      inputs: { observation: { shape: [2, 2], dtype: 'float32' } },
      body: ({ observation }) =>
        play(behaviour.program({ prior: { at: potential } } as unknown as StepContext), observation),
    });
    executable.inputs.observation.data.set([0, 10, 20, 30]);
    executable.run();
    const outputs = Object.entries(executable.outputs).map(([name, { spec, data }]) => [
      name,
      { shape: spec.shape, values: [...data] },
    ]);
    engine.dispose();
    return Object.fromEntries(outputs);
  }

  it.each<[Copy, number]>([
    ['online', 1],
    ['target', 2],
  ])('is of the copy that acts, %s, in its preferred space and normalised', (copy, middle) => {
    const { action, logMu, preSquash } = act(copy, (program, observation_NO) => {
      const { action_NA, record } = program.act(observation_NO, {});
      return { action: action_NA, ...record };
    });
    const u = [0, 0.1, 0.2, 0.3].map((distance) => middle + distance);
    const close = (given: { values: number[] }, values: number[]) =>
      values.forEach((value, i) => {
        expect(given.values[i]).toBeCloseTo(value, 5);
      });
    expect([action.shape, logMu.shape, preSquash.shape]).toEqual([
      [2, 2],
      [2, 1],
      [2, 2],
    ]);
    close(action, u.map(Math.tanh));
    close(preSquash, u);
    close(logMu, [10 * (u[0] + u[1]) - 1, 10 * (u[2] + u[3]) - 1]);
  });

  it('has nothing to do with evaluations, which show the online copy', () => {
    const { action } = act('target', (program, observation_NO) => ({
      action: program.evaluate(observation_NO, 'mode', {}).action_NA,
    }));
    expect(action.values[0]).toBeCloseTo(Math.tanh(1), 5);
  });

  it('leaves out the action before the squash where there is no squash', () => {
    expect(open(finite(3), { warmUp: 'policy', asked: both }).columns).toEqual([{ name: 'logMu', size: 1 }]);
  });
});

describe('evaluations by the best of some samples', () => {
  it('need a Q, and only they do', () => {
    expect(samplePosterior({ evaluation: 'bestOfQ' }).requires).toContain('valueEstimator.q');
    expect(samplePrior({ evaluation: 'bestOfQ' }).requires).toContain('valueEstimator.q');
    for (const evaluation of ['mode', 'sample'] as const)
      expect(samplePosterior({ evaluation }).requires).toEqual(['posterior.sample']);
  });

  it('stand in for a mode that is missing, or it is said that there is none', () => {
    /** Samples at one state: 0, 1/64, 2/64 … */
    const sample = (count: number) => ({ action_SBA: tf.reshape(tf.div(tf.range(0, count), 64), [count, 1, 1]) });
    const evaluate = (valueEstimator: object) => {
      const posterior = { infer: (): Density => ({ spaces: [], sample }) };
      const step = { posterior, valueEstimator } as unknown as StepContext;
      const engine = compiledEngine();
      try {
        const body = () => ({
          action: open(plane)
            .program(step)
            .evaluate(tf.zeros([1, 2]), 'mode', {}).action_NA,
        });
        const executable = engine.load({ name: 'evaluate', inputs: {}, body });
        executable.run();
        return executable.outputs.action.data[0];
      } finally {
        engine.dispose();
      }
    };
    // Best at .25.
    const q = (_observation: tf.Tensor, { action_SBA }: { action_SBA: tf.Tensor }) =>
      tf.neg(tf.square(tf.sub(tf.squeeze(action_SBA, [2]), 0.25)));
    expect(evaluate({ q })).toBeCloseTo(0.25, 6);
    expect(() => evaluate({})).toThrow(
      expect.objectContaining({ code: 'VEM_EVALUATION_MANNER', message: expect.stringContaining('"sample"') }),
    );
  });
});
