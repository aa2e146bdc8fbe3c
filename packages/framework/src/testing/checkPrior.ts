import type { BoundSlot } from '../composition/definePlugin.js';
import { examineAll } from './examineDensity.js';
import type { Conditions } from './subject.js';

/**
 * Examines a prior: members as declared, shapes, normalisation, samples against log-probabilities, KL divergences,
 * gradients, purity, freed tensors. Works in any test framework: it throws where a rule is broken.
 *
 * ```ts
 * test('student-t', () => checkPrior(studentT({ degreesOfFreedom: 3 })));
 * ```
 *
 * @throws VEM_CONFORMANCE with the rule and what was found; VEM_IMPURE_PROGRAM, VEM_KERNEL_UNSUPPORTED and what else
 *   recording a program throws
 */
export function checkPrior(prior: BoundSlot<'prior'>, conditions: Conditions = {}): void {
  examineAll(prior, conditions, (scope, observation_BO) => scope.open('prior').at(observation_BO));
}
