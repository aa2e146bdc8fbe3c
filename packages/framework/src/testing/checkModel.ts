import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { ProgramSlot } from '../slots/programSlot.js';
import type { Bench } from './bench.js';
import { checkRows, couplingOf, lookAtLoss, slopesOf } from './checkLosses.js';
import { checkStateful } from './checkStateful.js';
import { finite, meanOf, near } from './closeness.js';
import { OBSERVATION } from './examination.js';
import { onBenches, type SlotConditions } from './onBenches.js';

const B = 5;

/**
 * Examines a transition model: imagined steps that are finite and each by itself, chances of going on in [0, 1], gradients in the action,
 * and a loss of its own group that draws predictions towards what was recorded.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkModel(bound: BoundSlot<'model'>, conditions: SlotConditions = {}): void {
  onBenches(bound, conditions, (opened, open) => {
    // One that is fitted in epochs has rows of its own for each of its members.
    const { fitting } = opened.slots.model as ProgramSlot<object>;
    const samples = fitting?.samples ?? 1;
    const bench = samples === 1 ? opened : open({ layout: { rows: 8 * samples } });
    checkStateful(bench.slots.model as object, bench.require);
    if (bound.provides.includes('step')) checkStep(bench, bound.provides.includes('actionGradient'));
    if (bench.groups.length > 0 && !('solve' in (bench.slots.model as object)))
      checkLoss(bench, samples === 1 ? open({ layout: { rows: 4 } }) : undefined, bound.provides.includes('step'));
  });
}

function checkStep(bench: Bench, slope: boolean): void {
  const { require, width, action } = bench;
  const loaded = bench.load(
    'step',
    (scope, { observation, actions }) => {
      const { step } = scope.open('model');
      require(step !==
        undefined, 'a plugin that provides "step" has `step`', 'none', 'Add it, or take "step" out of `provides`.');
      const { next_BO, reward_B, continue_B } = step!(observation, actions);
      const outputs = { next: next_BO, reward: reward_B, continues: continue_B };
      if (!slope) return { outputs };
      const total = (given: tf.Tensor) => {
        const imagined = step!(observation, given);
        return tf.add(tf.sum(imagined.next_BO), tf.sum(imagined.reward_B));
      };
      return { outputs: { ...outputs, slope: tf.grad(total)(actions) } };
    },
    { observation: [B, OBSERVATION.size], actions: [B, width] },
  );
  const observation = bench.normal('observation', B * OBSERVATION.size);
  const actions =
    action.kind === 'box'
      ? bench.normal('actions', B * width, 0.4)
      : Float32Array.from({ length: B * width }, (_, i) => (i % width === Math.floor(i / width) % width ? 1 : 0));
  const usual = loaded.run({ inputs: { observation, actions } });
  require(near(
    loaded.run({ inputs: { observation, actions } }).next,
    usual.next,
    0,
    0,
  ), 'a step is a function of state, action and noise', 'another one', 'Random numbers come from `step.noise`.');
  for (const scale of [1, 1e3, 1e5]) {
    const seen = loaded.run({ inputs: { observation: observation.map((x) => scale * x), actions } });
    for (const [name, values] of Object.entries(seen))
      require(finite(values), `"${name}" of a step is finite at observations ${scale} times as large`, [
        ...values,
      ], 'Bound exponentials, such as deviations.');
    require(seen.continues.every((chance) => chance >= 0 && chance <= 1), 'chances of going on lie in [0, 1]', [
      ...seen.continues,
    ], 'Write them as a sigmoid.');
  }
  const other = loaded.run({
    inputs: { observation: observation.map((x, i) => (i < OBSERVATION.size ? x + 1 : x)), actions },
    noise: 'still',
  });
  const still = loaded.run({ inputs: { observation, actions }, noise: 'still' });
  for (const name of ['next', 'reward', 'continues'] as const) {
    const size = name === 'next' ? OBSERVATION.size : 1;
    require(near(
      other[name].slice(size),
      still[name].slice(size),
    ), `"${name}" of each row is its own`, 'another one where the first state is another one', 'Nothing may be normalised over the rows of a batch.');
  }
  if (slope)
    require(usual.slope.some(
      (value) => value !== 0,
    ), 'a plugin that provides "actionGradient" has steps with a gradient in the action', 'none', 'Do not detach the action.');
}

function checkLoss(bench: Bench, half: Bench | undefined, steps: boolean): void {
  const { require } = bench;
  const look = (on: Bench) =>
    lookAtLoss(on, 'loss', (scope) => scope.open('model').loss(), {
      groups: on.groups,
      outputs: (scope) => {
        const { observation_BO, action_BA, nextObservation_BO, reward_B } = scope.batch('model');
        if (!steps) return {};
        const { next_BO, reward_B: imagined_B } = scope.open('model').step!(observation_BO, action_BA);
        return {
          next: tf.mean(next_BO, 1),
          error: tf.add(
            tf.mean(tf.square(tf.sub(next_BO, nextObservation_BO))),
            tf.mean(tf.square(tf.sub(imagined_B, reward_B))),
          ),
        };
      },
    });
  const { loaded, outcome } = look(bench);
  require(outcome.losses.length >
    0, 'parameters that are trained have a loss', 'none', 'Return one from `loss`, or declare the group with `trained: false`.');
  require(slopesOf(loaded.run()).some(
    (value) => value !== 0,
  ), 'the loss has a gradient in the model’s parameters', 'none', 'Do not detach predictions.');
  if (steps) {
    // Everything moves far up, or far down.
    for (const by of [20, -20]) {
      const nextObservation = bench.columns.nextObservation.map(() => by);
      const columns = { nextObservation, reward: bench.columns.reward.map(() => by) };
      const before = loaded.run({ columns, noise: 'still' });
      const undo = loaded.descend(before, 0.02);
      const after = loaded.run({ columns, noise: 'still' });
      undo();
      require(meanOf(after.error) <
        meanOf(
          before.error,
        ), 'a step down the loss brings predictions towards what was recorded', `errors of ${before.error} and then ${after.error}`, 'Look at signs, and at what is predicted: the next observation, or the change to it.');
    }
  }
  if (half) checkRows(bench, half, [loaded, look(half).loaded], couplingOf(outcome), 'a loss');
}
