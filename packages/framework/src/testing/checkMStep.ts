import type { BoundSlot } from '../composition/definePlugin.js';
import type { Bench } from './bench.js';
import { checkRows, couplingOf, lookAtLoss, slopesOf } from './checkLosses.js';
import { checkStateful } from './checkStateful.js';
import { finite } from './closeness.js';
import type { Loaded } from './loaded.js';
import { onBenches, type SlotConditions } from './onBenches.js';

/**
 * Examines an M-step among a learnable prior and a known posterior: its losses belong to the prior and to groups of its own, a step
 * down them brings the prior towards the posterior, or towards what the rows show if they are demonstrations, from either side, and they
 * tell how their rows couple.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkMStep(bound: BoundSlot<'mStep'>, conditions: SlotConditions = {}): void {
  onBenches(bound, conditions, (bench, open) => {
    const { require } = bench;
    const look = (on: Bench) =>
      lookAtLoss(on, 'loss', (scope) => scope.open('mStep').loss(), { groups: ['prior', ...on.groups] });
    if ('solve' in (bench.slots.mStep as object)) return;
    const { loaded, outcome } = look(bench);
    checkStateful(bench.slots.mStep as object, require);
    const trains = outcome.losses.some(({ group }) => group === 'prior');
    const moves = bound.provides.includes('trainsPrior');
    // An M-step that copies has nothing to descend on.
    if (!trains) {
      require(!moves ||
        !bound.requires.includes(
          'prior.learnable',
        ), 'a plugin that provides "trainsPrior" has a loss of the prior', 'none', 'Descend on the parameters of the prior.');
      return;
    }
    const shown = bound.requires.includes('data.demonstrations');
    for (const side of [1, -1]) checkApproach(bench, loaded, side, shown);
    const far = loaded.run();
    require(finite(slopesOf(far)), 'gradients are finite', slopesOf(far), 'Keep logarithms and divisions away from 0.');
    const half = open({ layout: { rows: 4 } });
    checkRows(bench, half, [loaded, look(half).loaded], couplingOf(outcome), 'a loss');
  });
}

/**
 * From either side. The posterior's samples are many, so that chance does not turn the direction.
 *
 * @param shown - whether it follows the actions of the rows: all the first, or all the second
 */
function checkApproach(bench: Bench, loaded: Loaded, side: number, shown: boolean): void {
  const { require, action } = bench;
  const tensor = action.kind === 'box' ? 'mean' : 'logits';
  const settings: readonly (readonly [string, number])[] = [
    ['prior', 0],
    ['posterior', 0],
  ];
  for (const [group, value] of settings) bench.set(group, tensor, value);
  if (action.kind === 'box') {
    bench.set('posterior', 'logStd', -2);
    bench.set('posterior', 'mean', 0.8 * side);
  } else for (const view of bench.views('posterior')) view.data[0] = 3 * side;
  const { action: recorded } = bench.columns;
  const actions = recorded.map(() => (side > 0 ? 0 : 1));
  const slopes = loaded.run(shown ? { columns: { action: actions } } : {});
  const along = Object.entries(slopes).flatMap(([name, values]) =>
    name === `gradient/prior/${tensor}` ? [...(action.kind === 'box' ? values : values.slice(0, 1))] : [],
  );
  require(along.length > 0 &&
    along.every(
      (slope) => -slope * side > 0,
    ), `a step down the loss brings the prior towards ${shown ? 'what was shown' : 'the posterior'}`, `a slope of ${along} with ${shown ? 'that' : 'the posterior'} on side ${side}`, 'Maximise the log-density of the posterior’s actions, or minimise KL(posterior ‖ prior).');
  bench.set('posterior', 'logStd', -0.5);
}
