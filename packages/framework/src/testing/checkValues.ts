import * as tf from '@tensorflow/tfjs-core';
import type { ProgramScope } from '../programs/context.js';
import type { Bench } from './bench.js';
import { finite, near } from './closeness.js';
import { OBSERVATION } from './examination.js';

const [S, B] = [3, 4];

/** What q, qAll and v say, as far as they are declared. @throws VEM_CONFORMANCE */
export function checkValues(bench: Bench, provides: readonly string[]): void {
  const { require, width, action } = bench;
  const has = (member: string) => provides.includes(member);
  const play = (scope: ProgramScope, { observation, actions }: Readonly<Record<string, tf.Tensor>>) => {
    const estimator = scope.open('valueEstimator');
    const sample = { action_SBA: actions, preSquash_SBA: actions };
    const outputs: Record<string, tf.Tensor> = {};
    for (const copy of ['online', 'target'] as const) {
      if (has('q'))
        for (const reader of ['target', 'eStep'] as const)
          outputs[`q ${copy} ${reader}`] = estimator.q!(observation, sample, copy, reader);
      if (has('qAll')) outputs[`qAll ${copy}`] = estimator.qAll!(observation, copy, 'eStep');
      if (has('v')) outputs[`v ${copy}`] = estimator.v!(observation, copy);
    }
    if (has('q') && has('actionGradient')) {
      const value = (given: tf.Tensor) =>
        tf.sum(estimator.q!(observation, { action_SBA: given, preSquash_SBA: given }, 'online', 'eStep'));
      outputs.slope = tf.grad(value)(actions);
    }
    return { outputs };
  };
  const loaded = bench.load('values', play, { observation: [B, OBSERVATION.size], actions: [S, B, width] });
  const observation = bench.normal('observation', B * OBSERVATION.size);
  const actions =
    action.kind === 'box'
      ? bench.normal('action', S * B * width, 0.4).map((a) => Math.max(-0.9, Math.min(0.9, a)))
      : oneHotAt(S * B, width);
  const still = (inputs: Readonly<Record<string, Float32Array>>) =>
    loaded.run({ inputs: { observation, actions, ...inputs }, noise: 'still' });
  const usual = still({});
  for (const [name, values] of Object.entries(usual))
    require(finite(values), `"${name}" is finite`, [...values], 'Look at the start of the parameters.');
  for (const scale of [1e3, 1e6])
    for (const [name, values] of Object.entries(still({ observation: observation.map((x) => x * scale) })))
      require(finite(values), `"${name}" is finite at observations ${scale} times as large`, [
        ...values,
      ], 'Nothing in it may overflow: bound exponentials.');
  // Elsewhere than at their start, where parameters may be 0.
  bench.perturb(bench.all(), 0.2, 'values');
  const moved = still({});
  checkEach(bench, moved, still, observation, actions);
  if (has('q') && has('qAll')) checkAgreement(bench, moved, actions);
  if (moved.slope) checkSlope(bench, moved, still, actions);
  checkCopies(bench, still);
}

const oneHotAt = (rows: number, width: number) =>
  Float32Array.from({ length: rows * width }, (_, i) => (i % width === Math.floor(i / width) % width ? 1 : 0));

/** The same in reverse order of `count` blocks. */
const reversed = (data: Float32Array, count: number): Float32Array => {
  const size = data.length / count;
  return data.map((_, i) => data[(count - 1 - Math.floor(i / size)) * size + (i % size)]);
};

/** Rows and samples are valued one by one: in another order they have the same values. */
function checkEach(
  bench: Bench,
  usual: Readonly<Record<string, Float32Array>>,
  still: (inputs: Readonly<Record<string, Float32Array>>) => Readonly<Record<string, Float32Array>>,
  observation: Float32Array,
  actions: Float32Array,
): void {
  const width = actions.length / S / B;
  const rowsReversed = (data: Float32Array, size: number) =>
    Float32Array.from({ length: data.length }, (_, i) => {
      const [block, entry] = [Math.floor(i / size), i % size];
      return data[(Math.floor(block / B) * B + (B - 1 - (block % B))) * size + entry];
    });
  // The first row, and the first sample, are others.
  const otherRow = still({ observation: observation.map((x, i) => (i < OBSERVATION.size ? x + 1 : x)) });
  const otherSample = still({ actions: reversed(actions, S).map((a, i) => (i < B * width ? a : actions[i])) });
  const turned = still({ observation: reversed(observation, B), actions: rowsReversed(actions, width) });
  const swapped = still({ actions: reversed(actions, S) });
  for (const [name, values] of Object.entries(usual)) {
    if (name === 'slope') continue;
    const size = name.startsWith('qAll') ? values.length / B : 1;
    const inOthers = (found: Float32Array, from: number, block: number) =>
      near(
        found.filter((_, i) => i % block >= from),
        values.filter((_, i) => i % block >= from),
      );
    bench.require(
      inOthers(otherRow[name], size, B * size),
      `"${name}" values each row by itself`,
      `${[...otherRow[name]]} where the first row is another one than for ${[...values]}`,
      'Nothing may be normalised over the rows of a batch.',
    );
    if (name.startsWith('q '))
      bench.require(
        inOthers(otherSample[name], B, S * B),
        `"${name}" values each sample by itself`,
        `${[...otherSample[name]]} where the first sample is another one than for ${[...values]}`,
        'Nothing may be normalised over samples.',
      );
    bench.require(
      near(turned[name], rowsReversed(values, size)),
      `"${name}" values each row by itself`,
      `${[...turned[name]]} in reverse order of ${[...values]}`,
      'Nothing may be normalised over the rows of a batch.',
    );
    if (name.startsWith('q '))
      bench.require(
        near(swapped[name], reversed(values, S)),
        `"${name}" values each sample by itself`,
        `${[...swapped[name]]} in reverse order of ${[...values]}`,
        'Nothing may be normalised over samples.',
      );
  }
}

function checkAgreement(bench: Bench, usual: Readonly<Record<string, Float32Array>>, actions: Float32Array): void {
  const width = bench.width;
  const expected = Float32Array.from({ length: S * B }, (_, i) => {
    const chosen = actions.subarray(i * width, (i + 1) * width).indexOf(1);
    return usual['qAll online'][(i % B) * width + chosen];
  });
  bench.require(
    near(usual['q online eStep'], expected),
    '`q` of an action is its entry of `qAll`',
    `${[...usual['q online eStep']]} instead of ${[...expected]}`,
    'Pick from the same values.',
  );
}

/** The gradient in the action is that of the values. */
function checkSlope(
  bench: Bench,
  usual: Readonly<Record<string, Float32Array>>,
  still: (inputs: Readonly<Record<string, Float32Array>>) => Readonly<Record<string, Float32Array>>,
  actions: Float32Array,
): void {
  const { slope } = usual;
  bench.require(
    finite(slope) && slope.some((value) => value !== 0),
    'a plugin that provides "actionGradient" has values with a gradient in the action',
    [...slope],
    'Do not detach the action, or its values.',
  );
  const step = 0.02;
  let [agreeing, count] = [0, 0];
  for (let i = 0; i < actions.length; i++) {
    const at = (by: number) =>
      still({ actions: actions.map((a, k) => (k === i ? a + by : a)) })['q online eStep'].reduce(
        (sum, value) => sum + value,
        0,
      );
    const numeric = (at(step) - at(-step)) / (2 * step);
    count++;
    if (Math.abs(numeric - slope[i]) <= 0.02 * Math.abs(numeric) + 5e-3) agreeing++;
  }
  // Where a network has a kink near, the two differ.
  bench.require(
    agreeing >= 0.7 * count,
    'the gradient in the action is the slope of the values',
    `${agreeing} of ${count} entries that agree with differences`,
    'Let gradients flow through as the values do.',
  );
}

/** The copy `target` is a copy: it is its own parameters that move it, and no others. */
function checkCopies(
  bench: Bench,
  still: (inputs: Readonly<Record<string, Float32Array>>) => Readonly<Record<string, Float32Array>>,
): void {
  const lagging = bench.own('target');
  if (lagging.length === 0) return;
  const usual = still({});
  const moved = (copy: 'online' | 'target') => {
    const undo = bench.perturb(bench.own(copy), 0.3, `copies ${copy}`);
    const now = still({});
    undo();
    return now;
  };
  const [online, target] = [moved('online'), moved('target')];
  for (const name of Object.keys(usual)) {
    const other = name.includes('target') && !/^q online/.test(name) ? online : target;
    const own = other === online ? target : online;
    const copy = other === online ? 'target' : 'online';
    bench.require(
      near(other[name], usual[name], 0, 0),
      `"${name}" reads copy "${copy}" alone`,
      'a value that moves with the other copy',
      `Read \`step.parameters(group, copy)\`.`,
    );
    bench.require(
      !near(own[name], usual[name], 0, 0),
      `"${name}" reads copy "${copy}"`,
      'a value that does not move with it',
      `Read \`step.parameters(group, copy)\`.`,
    );
  }
}
