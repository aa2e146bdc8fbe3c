import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { Memory } from '../slots/memory.js';
import { Bench } from './bench.js';
import { checkStateful } from './checkStateful.js';
import { finite, near } from './closeness.js';
import { OBSERVATION } from './examination.js';
import type { Loaded } from './loaded.js';
import type { SlotConditions } from './onBenches.js';

const B = 4;
const O = OBSERVATION.size;

/** Steps of an episode, and the largest number that may be remembered at its end. */
const STEPS = 300;
const LARGEST = 1e4;

/**
 * Examines a memory: each row remembers for itself, what was seen now and what was remembered before, without growing beyond measure
 * in a long episode; and somebody's loss can teach it what to remember, along time.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkMemory(bound: BoundSlot<'memory'>, { others, seed }: SlotConditions = {}): void {
  const bench = new Bench(bound, { others, seed });
  try {
    examine(bench);
    checkStateful(bench.slots.memory as object, bench.require);
  } finally {
    bench.dispose();
  }
}

function examine(bench: Bench): void {
  const { require } = bench;
  const { size } = bench.slots.memory as Memory;
  require(Number.isInteger(size) && size > 0, 'it says how many numbers it remembers', size, 'Give `size`.');
  const inputs = { observation: [B, O], before: [B, size] };
  const loaded = bench.load(
    'one step',
    (scope, given) => {
      const { read, next } = scope.open('memory');
      const read_BX = read(given.observation);
      return { outputs: { after: next(read_BX, given.before), read: read_BX } };
    },
    inputs,
  );
  const observation = bench.normal('observation', B * O);
  const before = bench.normal('before', B * size, 0.3);
  const run = (inputs: Readonly<Record<string, Float32Array>> = {}) =>
    loaded.run({ inputs: { observation, before, ...inputs } });
  const first = run();
  const others = (values: Float32Array) => values.slice(values.length / B);
  const changed = (values: Float32Array, width: number) => values.map((x, i) => (i < width ? x + 1 : x));
  for (const scale of [0, 1, 1e6]) {
    const { after } = run({ observation: observation.map((x) => scale * x) });
    require(finite(after), `what is remembered is finite, at numbers ${scale} times as large`, [
      ...after.slice(0, 4),
    ], 'Squash it.');
  }
  const seen = run({ observation: changed(observation, O) });
  const recalled = run({ before: changed(before, size) });
  require(near(others(seen.after), others(first.after)) &&
    near(others(seen.read), others(first.read)) &&
    near(
      others(recalled.after),
      others(first.after),
    ), 'each row remembers for itself', 'others where the first row is another one', 'Nothing may be normalised over the rows of a batch.');
  const moved = (values: Float32Array) => !near(values.slice(0, size), first.after.slice(0, size), 1e-6, 1e-7);
  require(moved(
    seen.after,
  ), 'what is seen is remembered', 'the same after another observation', 'Let `next` depend on what `read` gave.');
  require(moved(
    recalled.after,
  ), 'what was remembered lasts', 'the same after another past', 'Let `next` depend on what was remembered before.');
  let state: Float32Array = new Float32Array(B * size);
  for (let t = 0; t < STEPS; t++) state = run({ before: state, observation: observation.map((x) => 3 * x) }).after;
  require(finite(state) &&
    state.every(
      (value) => Math.abs(value) < LARGEST,
    ), 'a long episode is remembered in bounded numbers', `${Math.max(...state.map(Math.abs))} after ${STEPS} steps`, 'Let what is old fade.');
  checkTaught(bench, inputs, loaded, { observation, before });
}

/** Its parameters are those of groups that are trained, and reached along time. */
function checkTaught(
  bench: Bench,
  inputs: Readonly<Record<string, readonly number[]>>,
  loaded: Loaded,
  given: Readonly<Record<string, Float32Array>>,
): void {
  const groups = bench.trained().filter((group) => bench.views(group).some(({ name }) => loaded.reads(name)));
  const later = (read: (x: tf.Tensor) => tf.Tensor, next: (r: tf.Tensor, b: tf.Tensor) => tf.Tensor, given: Tensors) =>
    tf.sum(next(read(tf.reverse(given.observation, 1)), next(read(given.observation), given.before)));
  const gradients =
    groups.length === 0
      ? {}
      : bench
          .load(
            'a loss after two steps',
            (scope, columns) => {
              const { read, next } = scope.open('memory');
              const value = later(read, next, columns);
              return { losses: groups.map((group) => ({ value, group, rows: 'coupled' })) };
            },
            inputs,
          )
          .run({ inputs: given });
  const slopes = Object.entries(gradients).filter(([name]) => name.startsWith('gradient/'));
  bench.require(
    slopes.some(([, values]) => values.some((slope) => slope !== 0)),
    'a loss of somebody teaches it',
    'no parameters of a trained group',
    'Put its parameters into the group of whoever learns it, by `parameters.extend`.',
  );
}
