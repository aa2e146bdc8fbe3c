import { softMaximumAt } from './softMaximum.js';

/**
 * log π = log p + (Q − V)/α of every state, [S, A]: the policy that maximises E_π[Q] − α KL(π‖p), Levine 2018,
 * arXiv:1805.00909, eq. 10 with a prior. Normalised whatever the prior is.
 *
 * @param q - [S, A]
 * @param logPrior - [S, A], log p
 * @param into - [S, A], is written
 */
export function boltzmannPolicy(
  q: Float64Array,
  logPrior: Float64Array,
  actions: number,
  alpha: number,
  into: Float64Array = new Float64Array(q.length),
): Float64Array {
  for (let start = 0; start < q.length; start += actions) {
    const value = softMaximumAt(q, logPrior, start, actions, alpha);
    let mass = 0;
    for (let i = start; i < start + actions; i++) {
      into[i] = logPrior[i] + (alpha === Infinity ? 0 : (q[i] - value) / alpha);
      mass += Math.exp(into[i]);
    }
    const logMass = Math.log(mass);
    for (let i = start; i < start + actions; i++) into[i] -= logMass;
  }
  return into;
}

/**
 * E_π[Q] − α KL(π‖p) of one row: what a state is worth to policy π, KL cost of the present step included (Marino, Piché and
 * Yue 2019, eq. 10). Actions without probability cost nothing.
 */
export function policyValueAt(
  q: Float64Array,
  logPolicy: Float64Array,
  logPrior: Float64Array,
  start: number,
  count: number,
  alpha: number,
): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const probability = Math.exp(logPolicy[i]);
    if (probability > 0) value += probability * (q[i] - alpha * (logPolicy[i] - logPrior[i]));
  }
  return value;
}

/** KL(π‖p) of one row, in nats. */
export function divergenceAt(logPolicy: Float64Array, logPrior: Float64Array, start: number, count: number): number {
  let divergence = 0;
  for (let i = start; i < start + count; i++) {
    const probability = Math.exp(logPolicy[i]);
    if (probability > 0) divergence += probability * (logPolicy[i] - logPrior[i]);
  }
  return divergence;
}

/** Entropy of one row, in nats. */
export function entropyAt(logPolicy: Float64Array, start: number, count: number): number {
  let entropy = 0;
  for (let i = start; i < start + count; i++) {
    const probability = Math.exp(logPolicy[i]);
    if (probability > 0) entropy -= probability * logPolicy[i];
  }
  return entropy;
}
