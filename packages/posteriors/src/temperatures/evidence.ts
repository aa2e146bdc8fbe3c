import type { Tensor } from '@tensorflow/tfjs-core';
import type { StepContext } from '@vem/framework';
import * as errors from './temperatureErrors.js';

/**
 * What E-steps publish for temperatures. `entropy`, `kl`: scalars, means over the batch, in nats. `q_SB`: the values of
 * samples or of all actions; `logBase_SB`: log of the weight that each has under the prior, which adds up to 1 over S.
 * Beside them E-steps may publish `weight_B`, how much each state counts, 1 on average.
 */
export type Evidence = 'entropy' | 'kl' | 'q_SB' | 'logBase_SB';

/** The E-step's figure. @throws VEM_EVIDENCE_MISSING where the E-step of this update did not publish it */
export function evidenceOf(step: StepContext, name: Evidence): Tensor {
  const value = step.result('eStep', name);
  if (!value) throw errors.evidenceMissing(name);
  return value;
}
