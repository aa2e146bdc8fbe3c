import { type ActionSpace, type AnyPlugin, type BoundSlot, box, finite } from '@vem/framework';
import { checkPosterior, checkPrior } from '@vem/framework/testing';
import {
  categorical,
  exactSumGradient,
  fixedTemperature,
  plugins as posteriors,
  reparameterised,
  tanhGaussian,
} from '@vem/posteriors';
import { gaussian, plugins as priors, snapshot, uniform } from '@vem/priors';
import { actionValues, twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';

const SPACES: Readonly<Record<string, ActionSpace>> = {
  'one dimension': box({ low: [-2], high: [2] }),
  'three actions': finite(3),
};

/** Models that the environment of the stage declares. */
const DECLARED: readonly string[] = ['environment.tables', 'environment.linear'];

/** Options without a default, and fewer rounds of what infers in many. */
const NEEDED: Readonly<Record<string, object>> = {
  'fixed-categorical': { probabilities: [0.5, 0.3, 0.2] },
  'gradient-gaussian': { iterations: 2 },
  'iterative-gaussian': { hidden: [8], iterations: 2 },
  'adaptive-importance': { iterations: 2, samples: 32 },
};

/** Weights that a behaviour recorded stand at the rows of a batch alone: the planners' own tests look at them. */
const recorded = ({ requires }: AnyPlugin): boolean => requires.includes('behaviour.plans');

const plugins = [...priors, ...posteriors].filter(
  (plugin) => (plugin.slot === 'prior' || plugin.slot === 'posterior') && !recorded(plugin),
);

/** Small values for the slots that some plugins use while they infer. */
function othersFor(action: ActionSpace, slot: string): BoundSlot[] {
  const hidden = [8];
  const others: BoundSlot[] =
    action.kind === 'box'
      ? [gaussian(), tanhGaussian({ hidden }), twinQ({ hidden }), reparameterised()]
      : [uniform(), categorical({ hidden }), actionValues({ hidden }), exactSumGradient()];
  // A snapshot makes the lagging copy that priors taken from the posterior read.
  const learner = slot === 'prior' ? [snapshot()] : [];
  return [...others, fixedTemperature({ alpha: 0.5 }), ...learner].filter((bound) => bound.slot !== slot);
}

/** Whether a plugin is for such actions; one that names no space takes over another's density. */
function fits({ provides, requires }: AnyPlugin, action: ActionSpace): boolean {
  const spaces = provides.filter((name) => name.startsWith('space:'));
  const continuous = spaces.length === 0 || spaces.some((space) => space !== 'space:finite');
  const discrete = spaces.length === 0 || spaces.includes('space:finite');
  const kinds = requires.filter((name) => name.startsWith('environment.'));
  return (
    (action.kind === 'box' ? continuous : discrete) &&
    kinds.every((name) => name === `environment.${action.kind}` || DECLARED.includes(name))
  );
}

const cases = plugins.flatMap((plugin) =>
  Object.entries(SPACES).flatMap(([name, action]) =>
    fits(plugin, action) ? [[plugin.slot, plugin.pluginName, name, plugin, action] as const] : [],
  ),
);

describe('the densities of all priors and posteriors', () => {
  it('are examined', () => {
    for (const plugin of plugins) expect(cases.filter(([, , , examined]) => examined === plugin)).not.toEqual([]);
  });

  it.each(cases)('%s %s over %s', (slot, name, _space, plugin, action) => {
    const conditions = { actions: [action], others: othersFor(action, slot), samples: 4096 };
    const bound = plugin.bind(NEEDED[name] ?? {});
    if (slot === 'prior') checkPrior(bound as BoundSlot<'prior'>, conditions);
    else checkPosterior(bound as BoundSlot<'posterior'>, conditions);
  });
});
