import type { BoundSlot } from '../composition/definePlugin.js';
import type { Bench } from './bench.js';
import { lookAtLoss, slopesOf } from './checkLosses.js';
import { checkStateful } from './checkStateful.js';
import { finite } from './closeness.js';
import type { Numbers } from './loaded.js';
import { onBenches, type SlotConditions } from './onBenches.js';

const [S, B] = [6, 8];
const RESULTS = {
  'result/eStep/entropy': [],
  'result/eStep/kl': [],
  'result/eStep/q_SB': [S, B],
  'result/eStep/logBase_SB': [S, B],
} as const;

/** What an E-step publishes of a posterior that is this far from its prior: 0, or much. */
function evidence(bench: Bench, spread: number): Numbers {
  return {
    'result/eStep/entropy': Float32Array.of(20 * (0.5 - spread)),
    'result/eStep/kl': Float32Array.of(20 * spread),
    // Values that differ much let weights depart from equal ones.
    'result/eStep/q_SB': bench.normal('q', S * B, 1e-3 + 1e3 * spread),
    'result/eStep/logBase_SB': new Float32Array(S * B).fill(-Math.log(S)),
  };
}

/**
 * Examines a temperature: α a scalar above 0 that nothing is descended on through, at any point of the run; a loss of its own group
 * that raises α where the posterior is far from its prior and lowers it where it is near.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkTemperature(bound: BoundSlot<'temperature'>, conditions: SlotConditions = {}): void {
  const zero = bound.provides.includes('zero');
  onBenches(bound, conditions, (bench) => {
    const { require } = bench;
    checkScalars(bench);
    const look = (what: 'loss' | 'alpha') =>
      lookAtLoss(bench, what, (scope) => (what === 'loss' ? scope.open('temperature').loss() : { losses: [] }), {
        groups: bench.groups,
        results: RESULTS,
        outputs: (scope) => ({ alpha: scope.open('temperature').alpha() }),
        given: { inputs: evidence(bench, 0.3) },
      });
    const { loaded, outcome } = look('loss');
    const alphaAt = (spread = 0.3) => loaded.run({ inputs: evidence(bench, spread) });
    const [alpha] = alphaAt().alpha;
    require(zero ? alpha === 0 : alpha > 0, zero
      ? 'α is 0, as "zero" under `provides` says'
      : 'α is above 0', alpha, 'Write it as an exponential or a softplus.');
    // Wherever its parameters go.
    for (const scale of [3, -3, 10, -10]) {
      const undo = bench.perturb(bench.own(), scale, 'alpha');
      const [moved] = alphaAt().alpha;
      undo();
      require(zero ||
        (moved > 0 &&
          Number.isFinite(
            moved,
          )), 'α is above 0 and finite wherever its parameters go', moved, 'Write it as an exponential or a softplus, and bound it by `project`.');
    }
    checkStateful(bench.slots.temperature as object, require);
    if (bench.groups.length === 0 || 'solve' in (bench.slots.temperature as object)) return;
    require(outcome.losses.length >
      0, 'parameters that are trained have a loss', 'none', 'Return one from `loss`, or declare the group with `trained: false`.');
    const reads = Object.keys(RESULTS).some((name) => loaded.reads(name));
    // One that adapts to something else than the E-step's figures is looked at no further.
    if (!reads) return;
    const [far, close] = [1, 0].map((spread) => {
      const before = alphaAt(spread);
      require(finite(slopesOf(before)), 'the loss has a finite gradient', slopesOf(
        before,
      ), 'Keep logarithms and divisions away from 0.');
      const undo = loaded.descend(before, 0.01);
      const after = alphaAt(spread).alpha[0];
      undo();
      return after - alpha;
    });
    require(far >
      0, 'α rises where the posterior is far from its prior, or has little entropy', `a change by ${far}`, 'Look at the sign of the constraint.');
    require(close <
      0, 'α falls where the posterior is near its prior, or has much entropy', `a change by ${close}`, 'Look at the sign of the constraint.');
  });
}

/** Numbers that enter by name are a function of progress alone. */
function checkScalars(bench: Bench): void {
  const component = bench.slots.temperature as { scalars?(progress: object): Readonly<Record<string, number>> };
  if (!component.scalars) return;
  const at = (fraction: number) => ({
    ...component.scalars!({ envSteps: 1e5 * fraction, updates: 1e5 * fraction, rollouts: 0, fraction }),
  });
  const fractions = [0, 0.25, 0.5, 1];
  const forth = fractions.map(at);
  const back = [...fractions].reverse().map(at).reverse();
  const numbers = forth.flatMap((scalars) => Object.values(scalars));
  bench.require(
    finite(numbers),
    '`scalars` are finite from beginning to end',
    numbers,
    'Look at the ends of the schedule.',
  );
  bench.require(
    JSON.stringify(forth) === JSON.stringify(back),
    '`scalars` are a function of progress alone',
    'other numbers when asked again',
    'Remember nothing.',
  );
}
