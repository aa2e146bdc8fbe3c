import * as tf from '@tensorflow/tfjs-core';
import { VemError } from '@vem/compiler';
import type { BoundSlot } from '../composition/definePlugin.js';
import { type ActionSpace, finite as finiteActions } from '../environment/spaces.js';
import type { ProgramScope } from '../programs/context.js';
import { Bench, type BenchOptions, finite, flat, type Loaded, meanOf, near } from './bench.js';
import { checkRows, couplingOf, lookAtLoss, slopesOf } from './checkLosses.js';
import { checkStateful } from './checkStateful.js';
import { ACTION, OBSERVATION } from './examination.js';

export interface SlotConditions {
  /** Default: a box of two dimensions, three actions, or both, as what is under `requires` says. */
  readonly actions?: readonly ActionSpace[];
  /** Values for other slots, in place of stand-ins. */
  readonly others?: readonly BoundSlot[];
  /** Default 1. */
  readonly seed?: number;
}

/** Spaces of actions that a plugin does not rule out. */
export function actionsFor({ requires }: BoundSlot, { actions }: SlotConditions): readonly ActionSpace[] {
  if (actions) return actions;
  const asks = (pattern: RegExp) => requires.some((capability) => pattern.test(capability));
  const continuous = asks(/^environment\.(box|linear)$|\.(gaussian|pathwise|space:box|space:u)$/);
  const discrete = asks(/^environment\.(finite|tables)$|\.(enumerate|qAll|space:finite)$/);
  return [...(discrete ? [] : [ACTION]), ...(continuous ? [] : [finiteActions(3)])];
}

/** Runs a look on each space of actions, on a bench of its own that is let go of afterwards. */
export function onBenches(
  bound: BoundSlot,
  conditions: SlotConditions & Pick<BenchOptions, 'records'>,
  look: (bench: Bench, open: (options?: BenchOptions) => Bench) => void,
): void {
  for (const action of actionsFor(bound, conditions)) {
    const opened: Bench[] = [];
    const open = (options: BenchOptions = {}) => {
      const bench = new Bench(bound, {
        action,
        others: conditions.others,
        seed: conditions.seed,
        records: conditions.records,
        purity: opened.length === 0,
        ...options,
      });
      opened.push(bench);
      return bench;
    };
    try {
      const bench = openOr(open, conditions.records);
      if (bench) look(bench, open);
    } finally {
      for (const bench of opened) bench.dispose();
    }
  }
}

/** Behaviours may refuse to record what is asked of them, with these options. */
function openOr(open: () => Bench, records: boolean | undefined): Bench | undefined {
  try {
    return open();
  } catch (error) {
    if (records && error instanceof VemError && error.code === 'VEM_WARM_UP_REFUSED') return undefined;
    throw error;
  }
}

const [S, B] = [3, 4];

/**
 * Examines a value estimator: members as declared, each sample and row by itself, values of finite actions that agree, gradients in
 * actions, lagging copies, and a loss of its own group that draws values towards the returns' target and tells how its rows couple.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkValueEstimator(bound: BoundSlot<'valueEstimator'>, conditions: SlotConditions = {}): void {
  onBenches(bound, conditions, (bench, open) => {
    const { provides } = bound;
    checkMembersOf(bench, provides);
    if (provides.includes('q') || provides.includes('qAll') || provides.includes('v')) checkValues(bench, provides);
    const component = bench.slots.valueEstimator as object;
    if (!('solve' in component)) checkLoss(bench, open({ layout: { rows: 4 } }), provides);
    checkStateful(component, bench.require);
  });
}

function checkMembersOf(bench: Bench, provides: readonly string[]): void {
  bench.load('opened', (scope) => {
    const program = scope.open('valueEstimator') as object;
    for (const member of ['q', 'qAll', 'v'])
      if (provides.includes(member))
        bench.require(
          Reflect.get(program, member) !== undefined,
          `a plugin that provides "${member}" has \`${member}\``,
          'none',
          `Add \`${member}\`, or take it out of \`provides\`.`,
        );
    return { outputs: { nothing: tf.scalar(0) } };
  });
}

/** What q, qAll and v say, as far as they are declared. */
function checkValues(bench: Bench, provides: readonly string[]): void {
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

/** [B], what the estimator says of the batch's own rows. */
function atBatch(scope: ProgramScope, provides: readonly string[]): tf.Tensor {
  const { observation_BO, action_BA } = scope.batch('valueEstimator');
  const estimator = scope.open('valueEstimator');
  const sample = { action_SBA: tf.expandDims(action_BA, 0), preSquash_SBA: tf.expandDims(action_BA, 0) };
  if (provides.includes('q')) return flat(estimator.q!(observation_BO, sample, 'online', 'eStep'));
  if (provides.includes('qAll'))
    return tf.sum(tf.mul(estimator.qAll!(observation_BO, 'online', 'eStep'), action_BA), 1);
  return estimator.v!(observation_BO, 'online');
}

function checkLoss(bench: Bench, half: Bench, provides: readonly string[]): void {
  const { require } = bench;
  const valued = ['q', 'qAll', 'v'].some((member) => provides.includes(member));
  const look = (on: Bench) =>
    lookAtLoss(on, 'loss', (scope) => scope.open('valueEstimator').loss(), {
      groups: on.groups,
      outputs: (scope) => (valued ? { now: atBatch(scope, provides) } : {}),
    });
  const { loaded, outcome } = look(bench);
  if (bench.groups.length === 0) return;
  require(outcome.losses.length >
    0, 'parameters that are trained have a loss', 'none', 'Return one from `loss`, or declare the group with `trained: false`.');
  const extreme = loaded.run({
    columns: {
      reward: bench.columns.reward.map((x) => 1e4 * x),
      observation: bench.columns.observation.map((x) => 1e3 * x),
    },
  });
  require(finite(
    slopesOf(extreme),
  ), 'gradients are finite at rewards of 10⁴ and observations of 10³', 'others', 'Nothing in the loss may overflow.');
  if (valued && loaded.reads('batch/reward')) checkDirection(bench, loaded);
  if (valued)
    require(loaded.reads(
      'batch/reward',
    ), 'the loss asks for the returns’ target', 'a loss without it', 'Fit values to `step.returns.target()`.');
  checkRows(bench, half, [loaded, look(half).loaded], couplingOf(outcome), 'a loss');
}

/** Descending on the loss draws values towards the target, from below and from above. */
function checkDirection(bench: Bench, loaded: Loaded): void {
  for (const target of [50, -50]) {
    const columns = {
      reward: new Float32Array(bench.layout.rows).fill(target),
      return: new Float32Array(bench.layout.rows).fill(target),
    };
    const before = loaded.run({ columns });
    bench.require(
      slopesOf(before).some((value) => value !== 0),
      'the loss has a gradient in the plugin’s parameters',
      'none',
      'Do not detach the values that are fitted.',
    );
    const undo = loaded.descend(before, 0.01);
    const after = loaded.run({ columns });
    undo();
    const change = (meanOf(after.now) - meanOf(before.now)) * Math.sign(target);
    bench.require(
      change > 0,
      'a step down the loss moves values towards the returns’ target',
      `a change by ${change * Math.sign(target)} towards ${target}`,
      'Look at signs, and at which actions are valued.',
    );
  }
}
