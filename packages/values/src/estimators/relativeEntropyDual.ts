import type { SmoothFunction } from '@vem/framework';

/** A sample of transitions with features φ of states, and how often each was visited. */
export interface VisitedTransitions {
  /** [B, K], γ φ(s′) − φ(s), where φ of what follows a termination is 0. */
  readonly change_BK: Float64Array;
  /** [B] */
  readonly reward_B: Float64Array;
  /** [B], shares q of the visits; with `absorbed` they add up to 1. */
  readonly share_B: Float64Array;
  /** Share of the visits after terminations, where nothing is gained and nothing changes. */
  readonly absorbed: number;
  /** [K], (1 − γ) times the mean φ of the states where episodes start. */
  readonly start_K: Float64Array;
}

/** What η does not fall below, in units of the rewards: there the weights are all on the best rows, in single precision too. */
const LEAST_TEMPERATURE = 1e-6;

/** η of log η. Where all δ can be made equal no bound holds them, and the dual falls all the way to η = 0. */
export const temperatureOf = (logTemperature: number): number => Math.max(Math.exp(logTemperature), LEAST_TEMPERATURE);

/**
 * The dual of relative entropy policy search, as a function of [log η, v] with v in K dimensions:
 *
 *     g(η, v) = η ε + η log Σ q exp(δ_v / η) + (1 − γ) E[V(s₀)] + ½ ridge |v|²,   δ_v = r + γ V(s′) − V(s),   V = v · φ
 *
 * Peters, Mülling and Altun 2010, eq. 8, whose stationary distribution is here that of discounted visits, which start
 * over with probability 1 − γ: van Hoof, Peters and Neumann 2015, section 2. Its slope in η is ε − KL(w ‖ q) with
 * w ∝ q exp(δ/η), that in v the difference between the visits that flow into features and those that flow out of them.
 *
 * @param bound - ε, in nats; @param ridge - keeps v finite where a sample lets no weights balance all features
 */
export function relativeEntropyDual(
  { change_BK, reward_B, share_B, absorbed, start_K }: VisitedTransitions,
  bound: number,
  ridge: number,
): SmoothFunction {
  const [rows, features] = [reward_B.length, start_K.length];
  const error_B = new Float64Array(rows);
  return (point, gradient) => {
    const eta = temperatureOf(point[0]);
    let largest = absorbed > 0 ? 0 : Number.NEGATIVE_INFINITY;
    for (let b = 0; b < rows; b++) {
      let error = reward_B[b];
      for (let k = 0; k < features; k++) error += change_BK[b * features + k] * point[k + 1];
      error_B[b] = error;
      if (share_B[b] > 0) largest = Math.max(largest, error);
    }
    const weigh = (share: number, error: number) => (share > 0 ? share * Math.exp((error - largest) / eta) : 0);
    let total = weigh(absorbed, 0);
    let weighed = 0;
    gradient.fill(0);
    for (let b = 0; b < rows; b++) {
      const weight = weigh(share_B[b], error_B[b]);
      if (weight === 0) continue;
      total += weight;
      weighed += weight * error_B[b];
      for (let k = 0; k < features; k++) gradient[k + 1] += weight * change_BK[b * features + k];
    }
    // Not η (… + largest/η): of a small η that loses all digits.
    let value = eta * (bound + Math.log(total)) + largest;
    gradient[0] = eta > LEAST_TEMPERATURE ? value - weighed / total : 0;
    for (let k = 0; k < features; k++) {
      const v = point[k + 1];
      value += v * start_K[k] + 0.5 * ridge * v * v;
      gradient[k + 1] = gradient[k + 1] / total + start_K[k] + ridge * v;
    }
    return value;
  };
}
