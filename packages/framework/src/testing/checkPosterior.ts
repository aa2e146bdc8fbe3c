import type { BoundSlot } from '../composition/definePlugin.js';
import type { Purpose } from '../slots/programs.js';
import { checkBatchWeights } from './checkBatchWeights.js';
import { examineDensity, fittingActions, MOVED } from './examineDensity.js';
import { type Conditions, ROWS, Subject } from './subject.js';

const PURPOSES: readonly Purpose[] = ['train', 'target', 'act', 'evaluate'];

/**
 * Examines the beliefs that a posterior infers, as `checkPrior` does a prior, for each purpose that beliefs serve.
 * Posteriors that use other slots while inferring get these by `conditions.others`. Of those that provide `perBatch`, which
 * exist at the rows of a batch only, the weights are examined.
 *
 * @throws VEM_CONFORMANCE with the rule and what was found; VEM_IMPURE_PROGRAM, VEM_KERNEL_UNSUPPORTED and what else
 *   recording a program throws
 */
export function checkPosterior(posterior: BoundSlot<'posterior'>, conditions: Conditions = {}): void {
  const infer: Subject['density'] = (scope, observation_BO) => scope.open('posterior').infer(observation_BO, 'train');
  for (const [index, action] of (conditions.actions ?? fittingActions(posterior)).entries()) {
    const subject = new Subject(posterior, action, conditions, infer);
    if (posterior.provides.includes('perBatch')) {
      checkBatchWeights(subject);
      continue;
    }
    examineDensity(subject);
    if (index === 0 && subject.stage.ownGroups.length > 0)
      examineDensity(new Subject(posterior, action, conditions, infer, MOVED));
    for (const purpose of PURPOSES) checkPurpose(subject, purpose);
  }
}

function checkPurpose(subject: Subject, purpose: Purpose): void {
  const { action } = subject.run(`to ${purpose}`, { observation: subject.observations() }, (scope, { observation }) => {
    const belief = scope.open('posterior').infer(observation, purpose);
    const sample = belief.sample?.(2) ?? belief.mode?.();
    return { action: sample?.action_SBA ?? observation };
  });
  const finite = action.data.every((value) => Number.isFinite(value));
  subject.require(
    finite && action.shape.at(-2) === ROWS,
    `infer(…, '${purpose}') gives a belief at each state`,
    `actions of shape [${action.shape}]`,
    'Every purpose gets a belief; only how it is found may differ.',
  );
}
