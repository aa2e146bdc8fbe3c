import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot } from '../composition/definePlugin.js';
import type { PhaseOutcome } from '../slots/outcome.js';
import { checkRows, couplingOf, lookAtLoss, slopesOf } from './checkLosses.js';
import { checkStateful } from './checkStateful.js';
import { finite, near } from './closeness.js';
import { onBenches, type SlotConditions } from './onBenches.js';

/**
 * Examines a likelihood: a finite reward for each row by itself, the same function on rows of windows, without gradient; and, of one
 * that is learned, a loss of its own group.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkLikelihood(bound: BoundSlot<'likelihood'>, conditions: SlotConditions = {}): void {
  onBenches(bound, conditions, (bench, open) => {
    const { require } = bench;
    const look = (on: typeof bench) => {
      let outcome: PhaseOutcome = { losses: [] };
      const seen = lookAtLoss(
        on,
        'reward',
        (scope) => {
          const likelihood = scope.open('likelihood');
          outcome = 'solve' in (on.slots.likelihood as object) ? outcome : (likelihood.loss?.() ?? outcome);
          return outcome;
        },
        {
          groups: on.groups,
          outputs: (scope) => ({ reward: scope.open('likelihood').reward(scope.batch('likelihood')) }),
        },
      );
      return { ...seen, outcome };
    };
    const { loaded, outcome } = look(bench);
    const { columns, layout } = bench;
    const usual = loaded.run().reward;
    const other = (name: string) =>
      loaded
        .run({
          columns: { [name]: columns[name].map((x, i) => (i < columns[name].length / layout.rows ? x + 0.5 : x)) },
        })
        .reward.slice(1);
    for (const name of ['reward', 'observation', 'nextObservation'])
      require(near(
        other(name),
        usual.slice(1),
      ), 'each row has a reward of its own', `others where "${name}" of the first row is another one`, 'Nothing may be normalised over the rows of a batch.');
    for (const scale of [1e4, -1e6]) {
      const reward = loaded.run({ columns: { reward: columns.reward.map((x) => scale * x) } }).reward;
      require(finite(reward), 'rewards are finite however large those of the environment are', [
        ...reward,
      ], 'Bound what grows faster than the reward.');
    }
    if (loaded.reads('batch/reward')) {
      const more = loaded.run({ columns: { reward: columns.reward.map((x) => x + 1) } }).reward;
      require(more.every(
        (reward, row) => reward > usual[row],
      ), 'a larger reward is a larger likelihood', `${[...more]} after ${[...usual]}`, 'Look at signs.');
    }
    checkWindows();
    checkGradient();
    checkStateful(bench.slots.likelihood as object, require);
    const coupling = couplingOf(outcome);
    if (coupling)
      checkRows(
        bench,
        open({ layout: { rows: 4 } }),
        [loaded, look(open({ layout: { rows: 4 } })).loaded],
        coupling,
        'a loss',
      );

    /** Rows of windows have rewards alone. */
    function checkWindows(): void {
      if (!loaded.reads('batch/reward') || loaded.reads('batch/observation') || loaded.reads('batch/action')) return;
      const windows = open({ layout: { rows: 8, windowLength: 2 } });
      const inWindow = windows.load('rewards of windows', (scope) => ({
        outputs: { reward: scope.open('likelihood').reward(scope.batch('likelihood').window!.rows) },
      }));
      const windowReward = Float32Array.from({ length: 16 }, (_, i) => columns.reward[i >> 1]);
      const found = inWindow.run({ columns: { windowReward } }).reward;
      require(near(found.slice(0, 8), usual) &&
        near(
          found.slice(8),
          usual,
        ), 'rewards of windows are what they are in single rows', `${[...found]} instead of ${[...usual]}, twice`, 'Use what `reward` was given, and not the batch.');
    }

    /** Nobody learns through it. */
    function checkGradient(): void {
      if (bench.groups.length === 0) return;
      const through = bench.load('gradient of the reward', (scope) => {
        const likelihood = scope.open('likelihood');
        const views = scope.environment.parameters.views(bench.groups[0]);
        const nothing = tf.sum(tf.mul(0, scope.request(views[0].name, { shape: views[0].shape, dtype: 'float32' })));
        const value = tf.add(tf.sum(likelihood.reward(scope.batch('likelihood'))), nothing);
        return { losses: [{ value, group: bench.groups[0], rows: 'coupled' }] };
      });
      require(slopesOf(through.run()).every(
        (slope) => slope === 0,
      ), 'no gradient flows through the reward', 'one', 'Use `detach`.');
    }
  });
}
