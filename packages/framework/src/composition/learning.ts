import { CAPABILITIES } from './capabilities.js';
import * as errors from './compositionErrors.js';
import type { BoundSlot } from './definePlugin.js';
import type { ResolvedSlots } from './resolvedSlots.js';

const has = (bound: BoundSlot | undefined, capability: string) => bound?.provides.includes(capability) ?? false;

/** A prior that is an earlier copy of the posterior can what the posterior can. */
export function withCopiedCapabilities(slots: ResolvedSlots): ResolvedSlots {
  const { prior, posterior } = slots;
  if (!prior || !posterior || !has(prior, 'snapshot')) return slots;
  const copied = posterior.provides.filter((capability) =>
    (CAPABILITIES.prior as readonly string[]).includes(capability),
  );
  return { ...slots, prior: { ...prior, provides: [...new Set([...prior.provides, ...copied])] } };
}

/** A prior that is to be trained needs an M-step that does it. @throws VEM_PRIOR_NOT_TRAINED */
export function checkLearning({ prior, mStep }: ResolvedSlots): void {
  if (!prior || !(has(prior, 'learnable') || has(prior, 'snapshot'))) return;
  if (!has(mStep, 'trainsPrior')) throw errors.priorNotTrained(prior.name, mStep?.name);
}

/**
 * What runs, but probably not as meant. Under a fixed temperature EM contracts without limit: prior and posterior pull
 * each other together until both are deterministic (with a quadratic value, the variance falls as 1/k in k rounds).
 */
export function learningWarnings(slots: ResolvedSlots): string[] {
  const { prior, mStep, temperature, trustRegion, gradientEstimator } = slots;
  const moves = has(prior, 'learnable') || has(prior, 'snapshot');
  const held = has(temperature, 'bound') || has(gradientEstimator, 'bound');
  // Between several goals a prior that does not see which one it is cannot become the posterior of each.
  const isShared = prior?.requires.some((name) => name === 'environment.goal' || name === 'environment.tasks');
  // Nor does one that follows what somebody showed, which stands still.
  const follows = mStep?.requires.includes('data.demonstrations');
  if (!moves || isShared || follows || held || has(trustRegion, 'penalty') || has(trustRegion, 'constraint')) return [];
  return [
    `Slot "prior": "${prior!.name}" learns from the posterior, temperature "${temperature?.name}" holds nothing in place, and slot "trustRegion" is empty: both will contract to a point. Bound the divergence by a temperature that adapts, or by a trust region.`,
  ];
}
