import type { BoundSlot } from '../composition/definePlugin.js';
import type { ProgramScope } from '../programs/context.js';
import type { Copy } from '../slots/outcome.js';
import type { Bench } from './bench.js';
import { checkRows, couplingOf, lookAtLoss, slopesOf } from './checkLosses.js';
import { checkStateful } from './checkStateful.js';
import { finite } from './closeness.js';
import type { Loaded } from './loaded.js';
import { onBenches, type SlotConditions } from './onBenches.js';

/**
 * Examines a trust region on the moves of a known density: whom it holds is as declared, its penalty (or constraint) is least where
 * nothing moved and pulls back from either side, its multipliers rise where the bound is left and fall where it is kept, and
 * its losses belong to groups of its own.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkTrustRegion(bound: BoundSlot<'trustRegion'>, conditions: SlotConditions = {}): void {
  onBenches(bound, conditions, (bench, open) => {
    const { require } = bench;
    let holds: 'prior' | 'posterior' = 'prior';
    const density = (scope: ProgramScope, copy: Copy) => {
      const { observation_BO } = scope.batch('trustRegion');
      return holds === 'prior'
        ? scope.open('prior').at(observation_BO, copy)
        : scope.open('posterior').infer(observation_BO, 'train', copy);
    };
    const look = (on: Bench) =>
      lookAtLoss(
        on,
        'penalty',
        (scope) => {
          const region = scope.open('trustRegion');
          holds = region.holds;
          const pair = [density(scope, 'target'), density(scope, 'online')] as const;
          const { loss, losses, ...outcome } = region.penalty(...pair);
          const bounded = region.constraint?.(...pair);
          const value = bounded ? bounded.value : loss;
          return { ...outcome, losses: [{ value, group: holds, rows: outcome.rows ?? 'mean' }, ...losses] };
        },
        { groups: ['prior', 'posterior', ...on.groups] },
      );
    const { loaded, outcome } = look(bench);
    const { provides } = bound;
    const declared = provides.includes('holdsPrior')
      ? 'prior'
      : provides.includes('holdsPosterior')
        ? 'posterior'
        : holds;
    require(declared ===
      holds, '`holds` is what is declared', `"${holds}" where \`provides\` has ${provides.join(', ')}`, 'Declare "holdsPrior" or "holdsPosterior".');
    const own = outcome.losses.slice(1);
    require(own.every(({ group }) =>
      bench.groups.includes(group),
    ), 'losses of a penalty belong to its multipliers', own.map(
      ({ group }) => group,
    ), 'Leave the loss of the density to who moves it.');
    checkStateful(bench.slots.trustRegion as object, require);
    checkPull(bench, loaded, holds);
    if (own.length > 0) checkMultipliers(bench, loaded, holds);
    const half = open({ layout: { rows: 4 } });
    checkRows(bench, half, [loaded, look(half).loaded], couplingOf(outcome), 'a penalty');
  });
}

/** The online copy is moved from its lagging one. */
function move(bench: Bench, holds: string, by: number): void {
  const tensor = bench.action.kind === 'box' ? 'mean' : 'logits';
  bench.set(holds, tensor, 0);
  for (const view of bench.views(holds)) if (view.name.endsWith(`/${tensor}`)) view.data[0] = by;
}

function checkPull(bench: Bench, loaded: Loaded, holds: string): void {
  const { require, action } = bench;
  const loss = `loss/${holds}`;
  const slope = `gradient/${holds}/${action.kind === 'box' ? 'mean' : 'logits'}`;
  const at = (by: number) => {
    move(bench, holds, by);
    const found = loaded.run({ noise: 'still' });
    return { value: found[loss][0], slope: found[slope]?.[0] ?? 0, all: found };
  };
  const [still, near, far, other] = [0, 0.5, 1, -1].map(at);
  require(Math.abs(still.slope) <
    1e-4, 'nothing pulls where nothing moved', still.slope, 'The penalty is least where both densities are the same.');
  require(near.value > still.value &&
    far.value > near.value &&
    other.value >
      still.value, 'the penalty grows with the move', `${still.value}, ${near.value}, ${far.value} and ${other.value} on the other side`, 'Measure a divergence between the two.');
  require(far.slope > 0 &&
    other.slope <
      0, 'a step down the penalty leads back, from either side', `slopes of ${far.slope} and ${other.slope}`, 'Look at which density is differentiated, and at signs.');
  const extreme = at(30);
  require(finite(slopesOf(extreme.all)) &&
    Number.isFinite(
      extreme.value,
    ), 'penalty and gradients are finite far away', extreme.value, 'Keep logarithms and divisions away from 0.');
}

/** Where the bound is left, the same move costs more after a step of the multipliers; where nothing moved it costs less. */
function checkMultipliers(bench: Bench, loaded: Loaded, holds: string): void {
  const loss = `loss/${holds}`;
  const cost = () => {
    move(bench, holds, 1);
    return loaded.run({ noise: 'still' })[loss][0];
  };
  const before = cost();
  const [tight, loose] = [2, 0].map((by) => {
    move(bench, holds, by);
    const undo = loaded.descend(loaded.run({ noise: 'still' }), 0.1);
    const after = cost();
    undo();
    return after - before;
  });
  bench.require(
    tight > 0,
    'multipliers rise where the bound is left',
    `a change of the penalty by ${tight}`,
    'Descend on λ (bound − divergence).',
  );
  bench.require(
    loose < 0,
    'multipliers fall where the bound is kept',
    `a change of the penalty by ${loose}`,
    'Descend on λ (bound − divergence).',
  );
}
