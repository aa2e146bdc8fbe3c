import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import { Mlp, type NetworkShape, ParameterStore } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/torch/networks.json' with { type: 'json' };
import { array, engines, type HostTensor, runProgram } from '../../support/runProgram.js';
import { wave } from '../../support/wave.js';

const { rows, input, output, cases } = golden;

/** A network and its parameters: one wave, cut into tensors in the order in which they are declared. */
function subject(shape: NetworkShape) {
  const group = new ParameterStore().group('subject');
  const network = new Mlp(group, { ...shape, name: 'net', input, output });
  const tensors = [...group.tensors.values()];
  const size = tensors.reduce((sum, tensor) => sum + tensor.size, 0);
  const cut = (flat: readonly number[]): Readonly<Record<string, HostTensor>> => {
    let from = 0;
    return Object.fromEntries(
      tensors.map((tensor) => {
        from += tensor.size;
        return [tensor.name, array(tensor.shape, flat.slice(from - tensor.size, from))];
      }),
    );
  };
  return { network, names: tensors.map(({ name }) => name), size, cut };
}

/** Σ w (y + y²/2) */
function lossOf(y: tf.Tensor): tf.Tensor {
  const weights = tf.tensor(wave(y.size, 2.1), y.shape);
  return tf.sum(tf.mul(weights, tf.add(y, tf.mul(tf.square(y), 0.5))));
}

const flat = (results: Readonly<Record<string, readonly number[]>>, prefix: string, names: readonly string[]) =>
  names.flatMap((name) => results[`${prefix}${name}`]);

/** Relative to the largest of the expected numbers. */
const expectClose = (received: readonly number[], expected: readonly number[], tolerance: number) => {
  expect(received).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - received[i])));
  expect(worst / scale).toBeLessThan(tolerance);
};

const title = ({ hidden, activation, layerNorm, residual }: (typeof cases)[number]) =>
  `${residual ? 'residual ' : ''}${activation}, ${hidden.join('-')}, layer norm: ${layerNorm}`;

for (const [engine, open] of Object.entries(engines)) {
  describe(`networks against PyTorch on the ${engine} engine`, () => {
    it.each(cases.map((expected) => [title(expected), expected] as const))('%s', async (_title, expected) => {
      const { network, names, size, cut } = subject(expected as NetworkShape);
      const directions = cut(wave(size, 1.9));
      const x = array([rows, input], wave(rows * input, 0.4, 1.5));
      const inputs = { x, ...cut(wave(size, 0.7, 0.8)) };
      const results = await runProgram(open, inputs, ({ x: x_BI, ...given }) => {
        const wanted = names.map((name) => given[name]);
        const named = (values: readonly tf.Tensor[]): Tensors =>
          Object.fromEntries(names.map((name, index) => [name, values[index]]));
        const loss = (...values: tf.Tensor[]) => lossOf(network.forward(named(values), x_BI));
        const slopes = (...values: tf.Tensor[]) => tf.grads(loss)(values);
        const along = (...values: tf.Tensor[]) =>
          tf.addN(
            slopes(...values).map((slope, index) => {
              const { shape, values: direction } = directions[names[index]];
              return tf.sum(tf.mul(slope, tf.tensor([...direction], [...shape])));
            }),
          );
        const [gradient, product] = [slopes(...wanted), tf.grads(along)(wanted)];
        return {
          output: network.forward(given, x_BI),
          ...Object.fromEntries(gradient.map((slope, index) => [`gradient/${names[index]}`, slope])),
          ...Object.fromEntries(product.map((slope, index) => [`product/${names[index]}`, slope])),
        };
      });
      expectClose(results.output, expected.output, 2e-6);
      expectClose(flat(results, 'gradient/', names), expected.gradient, 5e-6);
      expectClose(flat(results, 'product/', names), expected.hessianVector, 2e-5);
    });
  });
}
