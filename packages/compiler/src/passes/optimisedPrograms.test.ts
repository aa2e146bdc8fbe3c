import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differentiate } from '../gradients/differentiate.js';
import { copyGraph } from '../graph.js';
import type { LossProgram, TensorSpec, Tensors } from '../program.js';
import { record } from '../record/record.js';
import { runGraph } from '../runtime/runGraph.js';
import { optimise } from './optimise.js';

const B = 33;
const H = 34;

interface Sizes {
  readonly observations: number;
  readonly actions: number;
  readonly samples: number;
  readonly seed: number;
}

const swish = (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x));
const activations = [tf.relu, tf.tanh, tf.elu, swish];
const combine = [tf.minimum, tf.maximum, tf.add];

const float = (...shape: number[]): TensorSpec => ({ shape, dtype: 'float32' });

/** Two networks [input, H, H, output] by name. */
const network = (name: string, input: number, output: number) => ({
  [`${name}/0`]: float(input, H),
  [`${name}/1`]: float(H),
  [`${name}/2`]: float(H, H),
  [`${name}/3`]: float(H),
  [`${name}/4`]: float(H, output),
  [`${name}/5`]: float(output),
});

function forward(given: Tensors, name: string, x: tf.Tensor, activate: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const layer = (value: tf.Tensor, index: number) =>
    tf.add(tf.matMul(value, given[`${name}/${index}`]), given[`${name}/${index + 1}`]);
  return layer(activate(layer(activate(layer(x, 0)), 2)), 4);
}

/**
 * What actor-critics are made of, put together by chance: a policy of mean and scale, samples of it, two critics that see
 * observations and actions, their gradient in the actions, and losses of both.
 */
function randomProgram({ observations, actions, samples, seed }: Sizes): LossProgram {
  const pick = <Item>(items: readonly Item[], place: number) => items[(seed >> place) % items.length];
  const activate = pick(activations, 0);
  const networks = {
    ...network('p', observations, 2 * actions),
    ...network('q', observations + actions, 1),
    ...network('r', observations + actions, 1),
  };
  return {
    name: 'random',
    inputs: {
      ...networks,
      s: float(B, observations),
      reward: float(B),
      noise: float(samples, B, actions),
      temperature: float(),
    },
    groups: {
      policy: Object.keys(networks).filter((name) => name.startsWith('p')),
      critics: Object.keys(networks).filter((name) => !name.startsWith('p')),
    },
    body(given) {
      const { s, reward, noise, temperature } = given;
      const [mean, scale] = tf.split(forward(given, 'p', s, activate), 2, 1);
      const deviation = pick([tf.exp, tf.softplus], 2)(tf.clipByValue(scale, -3, 1));
      const u = tf.add(tf.mul(deviation, noise), mean);
      const action = pick([tf.tanh, (x: tf.Tensor) => x], 3)(u);
      const inside = pick([(x: tf.Tensor) => x, (x: tf.Tensor) => tf.clipByValue(x, -1, 1)], 4);
      const values = (actions_SBA: tf.Tensor, name: string) => {
        const rows = tf.reshape(inside(actions_SBA), [-1, actions]);
        const tiled = samples === 1 ? s : tf.tile(s, [samples, 1]);
        return tf.reshape(forward(given, name, tf.concat([tiled, rows], 1), activate), [samples, B]);
      };
      const both = (actions_SBA: tf.Tensor) =>
        pick(combine, 5)(values(actions_SBA, 'q'), values(actions_SBA, 'r')) as tf.Tensor;
      const squared = tf.square(tf.div(tf.sub(u, mean), deviation));
      const logDensity = tf.sum(tf.sub(tf.mul(-0.5, squared), tf.log(deviation)), -1);
      const direction = tf.grad((x: tf.Tensor) => both(x))(action);
      const target = tf.add(reward, tf.mul(0.9, tf.mean(tf.sub(both(action), tf.mul(temperature, logDensity)), 0)));
      const error = tf.sub(values(action, 'q'), target);
      const pathwise = tf.mean(tf.sub(tf.mul(temperature, logDensity), both(action)));
      const guided = tf.neg(tf.mean(tf.sum(tf.mul(direction, u), -1)));
      return {
        losses: [
          { value: pick([pathwise, guided], 7), group: 'policy', rows: 'mean' },
          { value: tf.mul(0.5, tf.mean(tf.square(error))), group: 'critics', rows: 'mean' },
        ],
        outputs: { direction, error: tf.mean(tf.abs(error)), target },
      };
    },
  };
}

/** Numbers as networks have them: weights scaled to their inputs. */
const filled = (name: string, { shape }: TensorSpec, place: number) => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const scale = /^[pqr]\//.test(name) ? 1 / Math.sqrt(shape[0]) : 1;
  return Array.from({ length: size }, (_, i) => scale * Math.sin(i * i * 0.37 + i * 1.3 + place));
};

describe('optimised programs', () => {
  it('have the values and gradients of the graphs as they were recorded', () => {
    const sizes = fc.record({
      observations: fc.integer({ min: 1, max: 3 }),
      actions: fc.integer({ min: 1, max: 3 }),
      samples: fc.constantFrom(1, 1, 3),
      seed: fc.integer({ min: 0, max: 1023 }),
    });
    fc.assert(
      fc.property(sizes, (choice) => {
        const program = differentiate(randomProgram(choice));
        const graph = record(program);
        const inputs = Object.fromEntries(
          Object.entries(program.inputs).map(([name, spec], place) => [name, filled(name, spec, place)]),
        );
        const expected = runGraph(graph, inputs);
        const optimised = copyGraph(graph);
        optimise(optimised);
        expect(optimised.nodes.length).toBeLessThan(graph.nodes.length);
        const results = runGraph(optimised, inputs);
        expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
        for (const [name, values] of Object.entries(expected)) {
          const largest = Math.max(...values.map(Math.abs), 1e-3);
          const error = Math.max(...values.map((value, index) => Math.abs(value - results[name][index])));
          expect(error / largest, name).toBeLessThan(2e-5);
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
