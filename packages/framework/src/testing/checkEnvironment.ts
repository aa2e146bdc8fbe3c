import type { BoundSlot } from '../composition/definePlugin.js';
import { checkSpec } from '../environment/checkSpec.js';
import { checkCopies, checkSaving } from './checkEnvironmentState.js';
import { checkEpisodes } from './checkEpisodes.js';
import { same } from './examination.js';
import { type EnvironmentConditions, ExaminedEnvironment, finiteNumbers } from './examinedEnvironment.js';

/**
 * Examines an environment: spaces as declared, finite numbers within bounds and beyond them, ends and time limit, one result
 * per seed, nothing remembered but what is saved, copies that do not know of each other, save, restore and replay equal.
 *
 * @throws VEM_CONFORMANCE with the rule and what was found; what stepping an environment throws
 */
export async function checkEnvironment(
  bound: BoundSlot<'environment'>,
  conditions: EnvironmentConditions = {},
): Promise<void> {
  const examined = new ExaminedEnvironment(bound, conditions);
  const { factory, require } = examined;
  const { spec } = factory;
  checkSpec(spec, spec.action.kind);
  require(bound.provides.includes(
    spec.action.kind,
  ), 'the kind of its actions is under `provides`', `${bound.provides} of ${spec.action.kind} actions`, 'Make the plugin with `environmentPlugin`.');
  await factory.prepare?.();
  const described = JSON.stringify(spec);
  try {
    checkEpisodes(examined);
    checkSeeds(examined);
    checkSaving(examined);
    checkCopies(examined);
    checkBounds(examined);
  } finally {
    examined.dispose();
  }
  require(described ===
    JSON.stringify(
      spec,
    ), 'spaces stay what they are', 'other ones after some steps', 'Spaces follow from the options alone.');
}

function checkSeeds(examined: ExaminedEnvironment): void {
  const { require, steps, seed } = examined;
  const actions = examined.actions(2, steps, seed);
  const run = () => {
    const environment = examined.create(2, examined.stream());
    return [[...environment.reset()], ...examined.play(environment, actions)];
  };
  const alone = run();
  require(same(
    run(),
    alone,
  ), 'one seed gives one result', 'two', 'Take all random numbers from the stream, and start from what the options say.');
  // Two side by side, each with a stream and actions of its own.
  const [environment, other] = [examined.create(2, examined.stream()), examined.create(2, examined.stream(seed + 7))];
  const others = examined.actions(2, steps, seed + 7);
  const together: unknown[] = [[...environment.reset()]];
  other.reset();
  for (const [t, action] of actions.entries()) {
    together.push(...examined.play(environment, [action]));
    examined.play(other, [others[t]]);
  }
  require(same(
    together,
    alone,
  ), 'an environment is the same next to another one', 'another result', 'Keep nothing outside of `state`.');
}

/** Beyond the bounds an action counts as the bound, and everything stays finite there. */
function checkBounds(examined: ExaminedEnvironment): void {
  const { require, steps, seed, factory } = examined;
  if (factory.spec.action.kind === 'finite') return;
  const [at, beyond] = [1.000001, 50].map((reach) => {
    const environment = examined.create(2, examined.stream());
    environment.reset();
    return examined.play(environment, examined.actions(2, steps, seed + 4, reach));
  });
  require(beyond.every(
    ({ reward, next }) => finiteNumbers(reward) && finiteNumbers(next),
  ), 'numbers stay finite at the bounds of actions', beyond.at(-1), 'Bound what grows.');
  require(same(
    at,
    beyond,
  ), 'an action beyond a bound counts as the bound', 'something else', 'Clip actions to the box.');
}
