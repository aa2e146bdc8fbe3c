import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { ProgramScope } from '../programs/context.js';
import type { Bench } from './bench.js';
import { checkRows, couplingOf, lookAtLoss, slopesOf } from './checkLosses.js';
import { checkStateful } from './checkStateful.js';
import { checkValues } from './checkValues.js';
import { finite, flat, meanOf } from './closeness.js';
import type { Loaded } from './loaded.js';
import { onBenches, type SlotConditions } from './onBenches.js';

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
