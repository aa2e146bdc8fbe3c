import type { BoundSlot } from '../composition/definePlugin.js';
import { checkStateful } from './checkStateful.js';
import { finite, near } from './closeness.js';
import { OBSERVATION } from './examination.js';
import { onBenches, type SlotConditions } from './onBenches.js';

/** Others than rows of the batch: a bootstrap answers at any states. */
const B = 5;

/**
 * Examines a bootstrap among stand-ins whose values are known: [B] at any states, each by itself, finite; as much more as values
 * are raised by; exactly a constant where values are that constant and the posterior is its prior; and, if it is `plain`, without KL
 * costs and between the least and the largest value.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkBootstrap(bound: BoundSlot<'bootstrap'>, conditions: SlotConditions = {}): void {
  const component = {
    host: bound.provides.includes('host') && bound.requires.some((capability) => capability.endsWith('.host')),
  };
  // One that works on the host alone has no program to look at.
  if (component.host) return;
  onBenches(bound, conditions, (bench) => {
    const { require } = bench;
    const loaded = bench.load(
      'value',
      (scope, { observation }) => ({ outputs: { value: scope.open('bootstrap').value(observation) } }),
      { observation: [B, OBSERVATION.size] },
    );
    const observation = bench.normal('observation', B * OBSERVATION.size);
    const at = (given: Float32Array = observation, noise: 'drawn' | 'still' = 'drawn') =>
      loaded.run({ inputs: { observation: given }, noise }).value;
    const usual = at();
    require(finite(usual), 'values are finite', [...usual], 'Keep logarithms and divisions away from 0.');
    require(near(
      at(),
      usual,
      0,
      0,
    ), 'a value is a function of states and noise', 'another one', 'Random numbers come from `step.noise`.');
    const far = at(observation.map((x) => 1e4 * x));
    require(finite(far), 'values are finite where observations are 10⁴ times as large', [
      ...far,
    ], 'Take the largest exponent out of sums of exponentials.');
    const other = at(
      observation.map((x, i) => (i < OBSERVATION.size ? x + 1 : x)),
      'still',
    ).slice(1);
    require(near(
      other,
      at(observation, 'still').slice(1),
    ), 'each state has a value of its own', `${[...other]} where the first state is another one`, 'Take means over samples, never over rows.');
    require(!near(
      at(observation.map((x) => x + 1)),
      usual,
      0,
      1e-6,
    ), 'values depend on the state', 'the same everywhere', 'Ask the value estimator at the given states.');

    const withValues = (settings: Readonly<Record<string, number>>) => {
      for (const [name, value] of Object.entries(settings)) bench.set('valueEstimator', name, value);
      const found = at();
      for (const [name, value] of Object.entries({ level: 0, slope: 0.5, curvature: 0.3, best: 0.4 }))
        bench.set('valueEstimator', name, value);
      return found;
    };
    const raised = withValues({ level: 7 });
    require(near(
      raised,
      usual.map((value) => value + 7),
      1e-3,
      1e-2,
    ), 'where all values are raised by 7, so is what a state is worth', `${[...raised]} after ${[...usual]}`, 'Discount, rewards and ends are the returns’ business.');
    if (bound.provides.includes('plain')) checkPlain();
    checkConstant();
    checkStateful(bench.slots.bootstrap as object, require);

    /** No KL costs: neither α nor the prior plays a part in a plain value, beyond who acts. */
    function checkPlain(): void {
      bench.set('temperature', 'alpha', 5);
      const hot = at();
      bench.set('temperature', 'alpha', 0.5);
      require(near(
        hot,
        usual,
        1e-5,
        1e-5,
      ), 'a plain value holds no KL costs', `${[...hot]} at ten times the temperature of ${[...usual]}`, 'Take "plain" out of `provides`, or leave the costs out.');
      // With slope 0 and a bend no value is above what the best action has: level + s₁.
      const most = withValues({ slope: 0, curvature: 1 });
      const above = most.findIndex((value, row) => value > observation[row * OBSERVATION.size] + 1e-3);
      require(above <
        0, 'a plain value is no more than the best action’s', `${most[above]} above ${observation[above * OBSERVATION.size]}`, 'It is an average over actions.');
    }

    /** Where every action is worth the same and nobody leaves the prior, a state is worth just that. */
    function checkConstant(): void {
      for (const tensor of ['mean', 'logits']) {
        bench.set('posterior', tensor, 0.1);
        bench.set('prior', tensor, 0.1);
      }
      const [first, second] = [1, 2].map((seed) => {
        for (const [name, value] of Object.entries({ level: 3, slope: 0, curvature: 0 }))
          bench.set('valueEstimator', name, value);
        return loaded.run({ inputs: { observation }, seed }).value;
      });
      const expected = usual.map((_, row) => 3 + observation[row * OBSERVATION.size]);
      // Importance weights of an own proposal are right on average only.
      if (near(first, second, 1e-5, 1e-5))
        require(near(
          first,
          expected,
          1e-3,
          2e-3,
        ), 'where all actions are worth the same and the posterior is its prior, a state is worth that', `${[...first]} instead of ${[...expected]}`, 'Divide means by their number of terms, and sum probabilities to 1.');
    }
  });
}
