import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { Surrogate } from '../slots/programs.js';
import type { Bench } from './bench.js';
import { checkRows, slopesOf } from './checkLosses.js';
import { checkStateful } from './checkStateful.js';
import { finite, near } from './closeness.js';
import type { Loaded } from './loaded.js';
import { onBenches, type SlotConditions } from './onBenches.js';

/** Rows enough for means over draws. */
const MANY = 2048;

/**
 * Examines a gradient estimator on a known posterior, prior and value: a scalar to descend on whose gradient reaches the posterior and
 * makes better actions likelier, from either side; shares of states whose mean it is; rows that couple as told; and, of those that
 * answer at any state by values alone, the very gradient of E[Q] − α KL, by comparison with its closed form.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkGradientEstimator(bound: BoundSlot<'gradientEstimator'>, conditions: SlotConditions = {}): void {
  const anyState = bound.provides.includes('anyState');
  const still = bound.requires.includes('temperature.zero');
  onBenches(bound, conditions, (bench, open) => {
    const { require } = bench;
    if (still) bench.set('temperature', 'alpha', 0);
    const { loaded, found } = look(bench, 'posterior');
    const usual = loaded.run();
    for (const [name, values] of Object.entries(usual))
      require(finite(values), `"${name}" is finite`, [
        ...values.slice(0, 4),
      ], 'Keep logarithms and divisions away from 0.');
    require(near(
      loaded.run().loss,
      usual.loss,
      0,
      0,
    ), 'the surrogate is a function of its inputs', 'other numbers at a second run', 'Random numbers come from `step.noise`.');
    require(slopesOf(usual).some(
      (slope) => slope !== 0,
    ), 'the gradient of the surrogate reaches the posterior', 'none', 'Do not detach the belief.');
    const shares = found().perState_B !== undefined;
    require(!bound.provides.includes('perState') ||
      shares, 'a plugin that provides "perState" gives `perState_B`', 'none', 'Add each state’s own share, or take "perState" out of `provides`.');
    if (shares) {
      const mean = usual.perState.reduce((sum, value) => sum + value, 0) / usual.perState.length;
      require(Math.abs(mean - usual.loss[0]) <=
        1e-4 +
          1e-3 *
            Math.abs(
              mean,
            ), 'the mean of the states’ shares is the loss', `${mean} and ${usual.loss[0]}`, 'Form `loss` as the mean of `perState_B`.');
    }
    checkDirection(bench, loaded, anyState);
    const half = open({ layout: { rows: 4 } });
    checkRows(bench, half, [loaded, look(half, 'posterior').loaded], found().rows, 'a surrogate');
    checkStateful(bench.slots.gradientEstimator as object, require);
    if (anyState && bound.requires.every((capability) => !capability.startsWith('model.')))
      checkClosedForm(open({ layout: { rows: MANY } }), still);
  });
}

function look(bench: Bench, group: string): { loaded: Loaded; found: () => Surrogate } {
  let found: Surrogate | undefined;
  const loaded = bench.load('surrogate', (scope) => {
    const { observation_BO } = scope.batch('gradientEstimator');
    const belief = scope.belief;
    found = scope.open('gradientEstimator').surrogate(belief, observation_BO);
    const { loss, rows, perState_B } = found;
    return {
      losses: [{ value: loss, group, rows }],
      outputs: { loss, ...(perState_B ? { perState: perState_B } : {}) },
    };
  });
  return { loaded, found: () => found! };
}

/** Where actions are the better the greater they are, a step down makes greater ones likelier; and the other way round. */
function checkDirection(bench: Bench, loaded: Loaded, anyState: boolean): void {
  const { action, columns, layout, width } = bench;
  const alpha = bench.views('temperature')[0]?.data[0] ?? 0;
  if (alpha > 0) bench.set('temperature', 'alpha', 1e-3);
  for (const side of [1, -1]) {
    bench.set('valueEstimator', 'slope', 3 * side);
    bench.set('model', 'gain', 3 * side);
    bench.set('valueEstimator', 'curvature', 0);
    // Recorded actions: the advantage of each is how great it is, around the posterior's own.
    const size = columns.action.length / layout.rows;
    const advantage = Float32Array.from({ length: layout.rows }, (_, row) => {
      const own = columns.action.subarray(row * size, (row + 1) * size);
      return side * (action.kind === 'box' ? own.reduce((sum, a) => sum + a - 0.3, 0) : own[0] - (width - 1) / 2);
    });
    const preSquash = columns.action;
    const given = { ...(anyState ? {} : { logMu: logMuOf(bench) }), advantage, return: advantage, preSquash };
    const slopes = loaded.run({ columns: given });
    const mean = slopes[`gradient/posterior/${action.kind === 'box' ? 'mean' : 'logits'}`] ?? new Float32Array(1);
    const along = action.kind === 'box' ? mean.reduce((sum, slope) => sum + slope, 0) : mean[width - 1] - mean[0];
    bench.require(
      -along * side > 0,
      'a step down the surrogate makes better actions likelier',
      `a slope of ${along} where ${side > 0 ? 'greater' : 'smaller'} actions are better`,
      'Descend on minus the objective.',
    );
  }
  bench.set('valueEstimator', 'slope', 0.5);
  bench.set('valueEstimator', 'curvature', 0.3);
  if (alpha > 0) bench.set('temperature', 'alpha', alpha);
}

/** log π of the recorded actions under the posterior: it was it who acted. */
function logMuOf(bench: Bench): Float32Array {
  const own = bench.load('log-densities of the recorded actions', (scope) => {
    const { action_BA } = scope.batch('gradientEstimator');
    const sample = { action_SBA: tf.expandDims(action_BA, 0), preSquash_SBA: tf.expandDims(action_BA, 0) };
    const belief = scope.belief;
    return { outputs: { logMu: tf.squeeze(belief.logProb!(sample, belief.spaces[0]), [0]) } };
  });
  return own.run().logMu;
}

/** E[Q] − α KL of the stand-ins, written out: Gaussians and a value that is quadratic in each dimension, or a few actions. */
function checkClosedForm(bench: Bench, still: boolean): void {
  const { require, action, width } = bench;
  const alpha = still ? 0 : 0.5;
  bench.set('temperature', 'alpha', alpha);
  const loaded = look(bench, 'posterior').loaded;
  const repeats = 4;
  const total = new Map<string, Float32Array>();
  for (let seed = 0; seed < repeats; seed++)
    for (const [name, values] of Object.entries(loaded.run({ seed })))
      if (name.startsWith('gradient/posterior/'))
        total.set(
          name,
          values.map((value, i) => value / repeats + (total.get(name)?.[i] ?? 0)),
        );
  const found = (tensor: string) => [...(total.get(`gradient/posterior/${tensor}`) ?? new Float32Array(width))];
  const [slope, curvature, best] = [0.5, 0.3, 0.4];
  if (action.kind === 'box') {
    const [m, s, pm, ps] = [0.3, Math.exp(-0.5), 0.1, Math.exp(-0.5)];
    // −d/dm and −d/d log σ of each dimension.
    const mean = -(slope - curvature * (m - best)) + (alpha * (m - pm)) / ps ** 2;
    const logStd = curvature * s ** 2 + alpha * (s ** 2 / ps ** 2 - 1);
    for (const [tensor, expected] of [
      ['mean', mean],
      ['logStd', logStd],
    ] as const)
      for (const value of found(tensor))
        require(Math.abs(value - expected) <
          0.06, 'the gradient is that of E[Q] − α KL', `${value} instead of ${expected} for the posterior’s "${tensor}"`, 'Weigh the divergence by α, and take the mean over samples and rows.');
    return;
  }
  // At even logits: p = ⅓ each, so that the divergence from an even prior is flat.
  const q = Array.from(
    { length: width },
    (_, a) => slope * a - 0.5 * curvature * ((1 - best) ** 2 + (width - 1) * best ** 2),
  );
  const average = q.reduce((sum, value) => sum + value / width, 0);
  for (const [a, value] of found('logits').entries()) {
    const expected = -(q[a] - average) / width;
    require(Math.abs(value - expected) <
      0.03, 'the gradient is that of E[Q] − α KL', `${value} instead of ${expected} for action ${a}`, 'Weigh every action by its probability.');
  }
}
