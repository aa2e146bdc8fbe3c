import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { Rollout } from '../slots/batch.js';
import type { Returns } from '../slots/slots.js';
import { Bench } from './bench.js';
import { slopesOf } from './checkLosses.js';
import { checkStateful } from './checkStateful.js';
import { finite, near } from './closeness.js';
import type { Given, Loaded, Numbers } from './loaded.js';
import { actionsFor, type SlotConditions } from './onBenches.js';

const [T, N] = [6, 2];

/**
 * Examines returns over a bootstrap whose values are known: targets without gradient, that grow with the row's own reward; nothing
 * follows a terminated step, a truncated one is bootstrapped; along roll-outs and sequences nothing crosses an end, or from one environment
 * to the next, or from what was to what is to come; and, with an option `discount`, exactly what is constant where rewards keep it so.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkReturns(bound: BoundSlot<'returns'>, conditions: SlotConditions = {}): void {
  const [action] = actionsFor(bound, conditions);
  const along = bound.requires.some((capability) => capability === 'data.rollouts' || capability === 'data.episodes');
  const sequences = bound.requires.some((capability) => capability === 'data.sequences');
  const layouts =
    along || sequences
      ? [{ rows: T * N, time: { steps: T, count: N } }]
      : [{ rows: 8 }, ...(bound.provides.includes('windows') ? [{ rows: 8, windowLength: 3 }] : [])];
  for (const layout of layouts) {
    const bench = new Bench(bound, { action, layout, others: conditions.others, seed: conditions.seed });
    try {
      if (along) examineAlong(bench, bound);
      else examineTargets(bench, bound);
      if (sequences) examineSequences(bench, bound);
      checkStateful(bench.slots.returns as object, bench.require);
    } finally {
      bench.dispose();
    }
  }
}

/** Adds nothing, but lets a gradient in the bootstrap's level be asked for. */
const reached = (
  step: { request(name: string, spec: { shape: readonly number[]; dtype: 'float32' }): tf.Tensor },
  value: tf.Tensor,
) => tf.add(tf.sum(value), tf.mul(0, step.request('bootstrap/level', { shape: [], dtype: 'float32' })));

const discountOf = ({ config }: BoundSlot): number | undefined =>
  typeof config.discount === 'number' ? config.discount : undefined;

function examineTargets(bench: Bench, bound: BoundSlot): void {
  const { require, layout } = bench;
  const window = layout.windowLength;
  const loaded = bench.load('target', (scope) => {
    const target = scope.open('returns').target();
    return { losses: [{ value: reached(scope, target), group: 'bootstrap', rows: 'coupled' }], outputs: { target } };
  });
  // Of recorded actions that are far likelier now: ratios are truncated, and nothing is corrected.
  const columns: Numbers = { ...bench.columns, logMu: bench.columns.logMu.map(() => -50) };
  const run = (given: Numbers = {}) => loaded.run({ columns: { ...columns, ...given } });
  const at = (given: Numbers = {}) => run(given).target;
  const first = run();
  require(finite(first.target), 'targets are finite', [...first.target], 'Keep logarithms and divisions away from 0.');
  require(slopesOf(first).every((slope) => slope === 0), 'no gradient flows through a target', slopesOf(
    first,
  ), 'Use `detach`.');
  const huge = at({
    reward: columns.reward.map((x) => 1e6 * x),
    ...(window ? { windowReward: columns.windowReward.map((x) => 1e6 * x) } : {}),
  });
  require(finite(huge), 'targets are finite at rewards of 10⁶', [...huge], 'Bound what grows faster than the reward.');

  const only = (column: Float32Array, row: number, by: number) => column.map((x, i) => (i === row ? x + by : x));
  const rewards = window
    ? { windowReward: columns.windowReward.map((x, i) => (i === 0 ? x + 1 : x)) }
    : { reward: only(columns.reward, 0, 1) };
  const more = at(rewards);
  require(more[0] >
    first.target[0] +
      1e-3, 'a target grows with the reward of its row', `${more[0]} after ${first.target[0]}`, 'Add the likelihood’s reward.');
  require(near(
    more.slice(1),
    first.target.slice(1),
  ), 'a target is of its own row', 'others where the reward of the first row is another one', 'Nothing may be normalised over the rows of a batch.');

  const raised = (given: Numbers) => {
    const [low, high] = [0, 5].map((level) => {
      bench.set('bootstrap', 'level', level);
      return at(given);
    });
    bench.set('bootstrap', 'level', 0);
    return high.map((value, row) => value - low[row]);
  };
  const ends = Float32Array.from({ length: layout.rows }, (_, row) => (row === 1 ? 1 : 0));
  const terminated = raised({ terminated: ends });
  require(Math.abs(terminated[1]) <
    1e-5, 'nothing follows a terminated step', `${terminated[1]} of a value of 5 after it`, 'Multiply what follows by 1 − terminated.');
  const discount = discountOf(bound);
  if (discount !== 0)
    require(terminated[0] > 0 &&
      raised({ truncated: ends })[1] >
        0, 'what follows a step counts, after a time limit too', `${terminated[0]} and, truncated, ${raised({ truncated: ends })[1]} of 5`, 'Bootstrap from `nextObservation_BO`, whatever `truncated_B` says.');
  if (discount === undefined) return;
  // Values of 2 everywhere, of recorded actions too, and rewards that keep them there.
  const settle = (level: number, gain: number, slope: number, curvature: number) => {
    for (const group of ['bootstrap', 'valueEstimator'])
      for (const [name, value] of Object.entries({ level, gain, slope, curvature })) bench.set(group, name, value);
  };
  settle(2, 0, 0, 0);
  const kept = 2 * (1 - discount);
  const constant = at({
    observation: columns.observation.map(() => 0),
    reward: columns.reward.map(() => kept),
    ...(window ? { windowReward: columns.windowReward.map(() => kept) } : {}),
  });
  settle(0, 1, 0.5, 0.3);
  require(near(
    constant,
    new Float32Array(layout.rows).fill(2),
    1e-3,
    1e-3,
  ), 'where rewards of (1 − γ) v keep all values at v, so is every target', `${[...constant.slice(0, 3)]} instead of 2`, 'Discount by γ for each step.');
}

/** Targets along sequences: the same rules as along roll-outs. */
function examineSequences(bench: Bench, bound: BoundSlot): void {
  const loaded = bench.load('target along time', (scope) => ({ outputs: { target: scope.open('returns').target() } }));
  const at = (given: Numbers = {}) => loaded.run({ columns: given });
  const row = checkOrder(bench, at, ['target']);
  checkEnds(bench, bound, at, ['target'], row);
}

/** What `annotate` says along a roll-out, and the targets of its rows. */
function examineAlong(bench: Bench, bound: BoundSlot): void {
  const { require, columns } = bench;
  const { annotations = [] } = bench.slots.returns as unknown as Returns;
  require(annotations.length >
    0, 'returns that look along roll-outs declare columns', 'none', 'List them under `annotations`.');
  const loaded = bench.load('annotate', (scope) => {
    const added = scope.open('returns').annotate!(scope.batch('returns') as Rollout);
    for (const { name } of annotations)
      require(added[name] !==
        undefined, 'each declared column is given', `none called "${name}"`, 'Return it from `annotate`.');
    const total = Object.values(added)
      .map((column) => tf.sum(column))
      .reduce((sum, column) => tf.add(sum, column));
    const outputs = Object.fromEntries(Object.entries(added).map(([name, column]) => [name, tf.reshape(column, [-1])]));
    return { losses: [{ value: reached(scope, total), group: 'bootstrap', rows: 'coupled' }], outputs };
  });
  const acted = logMuOf(bench);
  const at = (given: Numbers = {}, more: Given = {}) => loaded.run({ columns: { logMu: acted, ...given }, ...more });
  const first = at();
  for (const [name, values] of Object.entries(first))
    require(finite(values), `"${name}" is finite`, [...values], 'Keep logarithms and divisions away from 0.');
  require(slopesOf(first).every((slope) => slope === 0), 'no gradient flows through what is annotated', slopesOf(
    first,
  ), 'Use `detach`.');
  const named = annotations.filter(({ name, size }) => size === 1 && name !== 'value').map(({ name }) => name);
  const row = checkOrder(bench, at, named);
  checkEnds(bench, bound, at, named, row);
  checkConstants(bench, bound, at);
  checkTargets(bench, columns);
}

type At = (given?: Numbers) => Numbers;

/** Rewards count for rows before them, of the same environment. @returns the row whose reward was another one */
function checkOrder({ require, columns }: Bench, at: At, named: readonly string[]): number {
  const first = at();
  const others = (found: Numbers, kept: (row: number) => boolean) =>
    named.every((name) =>
      near(
        [...found[name]].filter((_, row) => kept(row)),
        [...first[name]].filter((_, row) => kept(row)),
      ),
    );
  const [t, n] = [3, 0];
  const row = t * N + n;
  const more = at({ reward: columns.reward.map((x, i) => (i === row ? x + 1 : x)) });
  require(others(
    more,
    (i) => i % N !== n,
  ), 'nothing crosses from one environment to another', 'others where a reward of the first is another one', 'Rows are [T, N], time first.');
  require(others(
    more,
    (i) => i % N !== n || i > row,
  ), 'what was does not count for what is to come', 'later rows that move with an earlier reward', 'Sum from the end to the beginning.');
  require(named.every(
    (name) => more[name][row] > first[name][row] + 1e-3,
  ), 'a row grows with its own reward', named.map(
    (name) => `${name}: ${more[name][row]} after ${first[name][row]}`,
  ), 'Add the likelihood’s reward.');
  return row;
}

/** An episode ends before row (3, 0): in one way or the other, nothing of later rows counts before. */
function checkEnds(bench: Bench, bound: BoundSlot, at: At, named: readonly string[], row: number): void {
  const { require, columns, layout } = bench;
  const ends = Float32Array.from({ length: layout.rows }, (_, i) => (i === row - N ? 1 : 0));
  for (const end of ['terminated', 'truncated'] as const) {
    const [before, after] = [0, 5].map((by) =>
      at({ [end]: ends, reward: columns.reward.map((x, i) => (i === row ? x + by : x)) }),
    );
    for (const name of named)
      for (let i = row - N; i >= 0; i -= N)
        require(Math.abs(after[name][i] - before[name][i]) <
          1e-4, 'nothing crosses the end of an episode', `"${name}" of an earlier episode that moves with a later reward, ${end}`, 'Cut sums where `terminated` or `truncated` is 1.');
  }
  const worth = (end: 'terminated' | 'truncated') => {
    const found = [0, 5].map((value) => {
      const next = columns.nextObservation.map((x, i) =>
        i === (row - N) * (columns.nextObservation.length / layout.rows) ? value : x,
      );
      return at({ [end]: ends, nextObservation: next });
    });
    return named.map((name) => found[1][name][row - N] - found[0][name][row - N]);
  };
  require(worth('terminated').every((by) => Math.abs(by) < 1e-5), 'nothing follows a terminated step', worth(
    'terminated',
  ), 'Multiply what follows by 1 − terminated.');
  if (discountOf(bound) !== 0 && bound.config.truncationAsTermination !== true && asksWorth(bench, bound))
    require(worth('truncated').every(
      (by) => by > 0,
    ), 'a truncated step is bootstrapped from its final observation', worth(
      'truncated',
    ), 'Its value is that of `nextObservation_BO`.');
}

/** Whether the bootstrap is asked at all: Monte Carlo returns may do without. */
const asksWorth = (bench: Bench, { requires }: BoundSlot): boolean =>
  requires.includes('data.sequences') ||
  bench
    .load('annotate again', (scope) => {
      const added = scope.open('returns').annotate!(scope.batch('returns') as Rollout);
      return {
        outputs: Object.fromEntries(Object.entries(added).map(([name, column]) => [name, tf.reshape(column, [-1])])),
      };
    })
    .reads('bootstrap/level');

/** Values of 2 everywhere, and rewards that keep them there: returns of 2, and no advantage. */
function checkConstants(bench: Bench, bound: BoundSlot, at: At): void {
  const discount = discountOf(bound);
  if (discount === undefined || bound.requires.every((capability) => capability !== 'bootstrap.plain')) return;
  for (const [name, value] of [
    ['level', 2],
    ['gain', 0],
  ] as const)
    bench.set('bootstrap', name, value);
  // Nobody leaves the prior, whose divergence might cost.
  for (const tensor of ['mean', 'logits'])
    bench.set('posterior', tensor, bench.views('prior').find(({ name }) => name.endsWith(`/${tensor}`))?.data[0] ?? 0);
  // Cut at the last step, so that whole episodes are worth something to the end.
  const truncated = Float32Array.from({ length: bench.layout.rows }, (_, row) =>
    row >= bench.layout.rows - N ? 1 : 0,
  );
  const found = at({ truncated, reward: bench.columns.reward.map(() => 2 * (1 - discount)) });
  for (const [name, value] of [
    ['level', 0],
    ['gain', 1],
  ] as const)
    bench.set('bootstrap', name, value);
  const all = (value: number) => new Float32Array(bench.layout.rows).fill(value);
  if (found.return)
    bench.require(
      near(found.return, all(2), 1e-3, 1e-3),
      'where rewards of (1 − γ) v keep all values at v, so is every return',
      [...found.return.slice(0, 4)],
      'Discount by γ for each step.',
    );
  // Where a baseline is subtracted.
  if (found.advantage && found.value && near(found.value, all(2)))
    bench.require(
      near(found.advantage, all(0), 1e-3, 1e-3),
      'where rewards keep values as they are, there is no advantage',
      [...found.advantage.slice(0, 4)],
      'It is r + γ V(s′) − V(s), summed with weights.',
    );
}

/** Rows that are handed out have the return that they were annotated with. */
function checkTargets(bench: Bench, columns: Numbers): void {
  const loaded = bench.load('target', (scope) => ({ outputs: { target: scope.open('returns').target() } }));
  if (!loaded.reads('batch/return')) return;
  bench.require(
    near(loaded.run().target, columns.return),
    'the target of a row is the return that it was annotated with',
    [...loaded.run().target.slice(0, 3)],
    'Read `step.batch.columns.return`.',
  );
}

/** The posterior itself acted. */
function logMuOf(bench: Bench): Float32Array {
  const loaded: Loaded = bench.load('log-densities of the recorded actions', (scope) => {
    const { action_BA } = scope.batch('returns');
    const sample = { action_SBA: tf.expandDims(action_BA, 0), preSquash_SBA: tf.expandDims(action_BA, 0) };
    const belief = scope.open('posterior').infer(scope.batch('returns').observation_BO, 'train');
    return { outputs: { logMu: tf.squeeze(belief.logProb!(sample, belief.spaces[0]), [0]) } };
  });
  return loaded.run().logMu;
}
