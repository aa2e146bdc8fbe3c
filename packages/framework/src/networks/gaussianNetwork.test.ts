import * as tf from '@tensorflow/tfjs-core';
import { compiledEngine } from '@vem/compiler';
import { describe, expect, it } from 'vitest';
import { ParameterStore } from '../parameters/store.js';
import { Streams } from '../random/streams.js';
import { type Deviation, GaussianNetwork } from './gaussianNetwork.js';

const IDLE = { vectors: 0, attach: () => ({ step() {}, state: () => ({}), restore() {} }) };
const DIMENSION = 2;

/** Mean and log σ at two states, and the gradients of Σ mean and Σ log σ in every parameter. */
function evaluate(options: Partial<Deviation> & Pick<Deviation, 'deviation'>, outputGain = 1) {
  const store = new ParameterStore();
  const deviation = { initialStd: 0.5, minStd: 1e-6, logStdRange: [-20, 2], ...options } as const;
  const shape = { name: 'net', input: 3, hidden: [4], outputGain };
  const network = new GaussianNetwork(store.group('policy'), shape, DIMENSION, deviation);
  store.build(new Streams(1), IDLE);
  const views = store.views('policy');
  const inputs = Object.fromEntries([
    ['x', { shape: [2, 3], dtype: 'float32' as const }],
    ...views.map(({ name, shape: extents }) => [name, { shape: extents, dtype: 'float32' as const }]),
  ]);
  const engine = compiledEngine();
  const executable = engine.load({
    name: 'gaussian',
    inputs,
    body: ({ x, ...given }) => {
      const forward = (values: readonly tf.Tensor[]) =>
        network.forward(Object.fromEntries(views.map(({ name }, i) => [name.replace('policy/', ''), values[i]])), x);
      const values = views.map(({ name }) => given[name]);
      const slopes = tf.grads((...moved: tf.Tensor[]) => {
        const { mean_BA, logStd_BA } = forward(moved);
        return tf.add(tf.sum(mean_BA), tf.sum(logStd_BA));
      })(values);
      return { ...forward(values), ...Object.fromEntries(slopes.map((slope, i) => [views[i].name, slope])) };
    },
  });
  executable.inputs.x.data.set([1, -1, 0.5, 0.3, 2, -0.7]);
  for (const { name, data } of views) executable.inputs[name]?.data.set(data);
  executable.run();
  const outputs = Object.fromEntries(Object.entries(executable.outputs).map(([name, { data }]) => [name, [...data]]));
  engine.dispose();
  return { outputs, names: views.map(({ name }) => name) };
}

describe('a Gaussian network', () => {
  it.each(['exponential', 'softplus'] as const)('has σ from its outputs, state by state: %s', (deviation) => {
    const { outputs, names } = evaluate({ deviation });
    expect(names).not.toContain('policy/net/logStd');
    const [first, , second] = outputs.logStd_BA;
    expect(first).not.toBe(second);
  });

  it('starts at σ₀ under softplus where its last layer starts at 0', () => {
    for (const value of evaluate({ deviation: 'softplus', initialStd: 0.3 }, 0).outputs.logStd_BA)
      expect(value).toBeCloseTo(Math.log(0.3), 5);
  });

  it('has one log σ per dimension as a parameter, the same in every state, that a density over B states moves B times', () => {
    const { outputs, names } = evaluate({ deviation: 'parameter', initialStd: 0.3 });
    expect(names).toContain('policy/net/logStd');
    expect(outputs.logStd_BA).toEqual(Array.from({ length: 2 * DIMENSION }, () => Math.fround(Math.log(0.3))));
    expect(outputs['policy/net/logStd']).toEqual([2, 2]);
    expect(outputs.mean_BA[0]).not.toBe(outputs.mean_BA[2]);
  });

  it('starts at 0 where σ₀ is 1, and is clipped', () => {
    expect(evaluate({ deviation: 'parameter', initialStd: 1 }).outputs.logStd_BA).toEqual([0, 0, 0, 0]);
    const clipped = evaluate({ deviation: 'parameter', initialStd: 1, logStdRange: [-3, -1] }).outputs;
    expect(clipped.logStd_BA).toEqual([-1, -1, -1, -1]);
    expect(clipped['policy/net/logStd']).toEqual([0, 0]);
  });

  it('keeps σ₀ for good where σ is fixed, and has no parameter for it', () => {
    const { outputs, names } = evaluate({ deviation: 'fixed', initialStd: 0.4 });
    expect(outputs.logStd_BA).toEqual(Array.from({ length: 2 * DIMENSION }, () => Math.fround(Math.log(0.4))));
    expect(names.filter((name) => /kernel/.test(name))).toHaveLength(2);
    expect(names).not.toContain('policy/net/logStd');
  });

  it('says what its numbers are, so that others do not take them for something else', () => {
    const of = (deviation: Deviation['deviation']) =>
      GaussianNetwork.contents({ deviation, initialStd: 0.5, minStd: 1e-6, logStdRange: [-20, 2] });
    expect(of('exponential')).toBe('mean and log σ within -20 … 2');
    expect(of('softplus')).toBe('mean and x of σ = softplus(x) 0.5 / log 2 + 0.000001');
    expect(of('parameter')).toBe('mean, and log σ within -20 … 2 the same in every state');
    expect(of('fixed')).toBe('mean; σ = 0.5');
  });
});
