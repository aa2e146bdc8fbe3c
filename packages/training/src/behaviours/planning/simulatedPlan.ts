import type { Simulating } from '@vem/framework';
import { effectiveNumber, normalise, particleAt, systematic } from './hostWeights.js';
import type { SimulatedOptions } from './options.js';

/** What the particles of one environment carry; the others' stand beside. */
interface Particles {
  readonly logWeight_P: Float64Array;
  readonly weight_P: Float64Array;
  readonly advantage_P: Float64Array;
  readonly ancestor_P: Int32Array;
  readonly alive_P: Uint8Array;
  /** V(s) that was added and is to be subtracted. */
  readonly owed_P: Float64Array;
  /** Particles have not been resampled yet. */
  untouched: boolean;
  lost: boolean;
}

const started = (count: number): Particles => ({
  logWeight_P: new Float64Array(count),
  weight_P: new Float64Array(count).fill(1 / count),
  advantage_P: new Float64Array(count),
  ancestor_P: Int32Array.from({ length: count }, (_, p) => p),
  alive_P: new Uint8Array(count).fill(1),
  owed_P: new Float64Array(count),
  untouched: true,
  lost: false,
});

/** Moves entries to where they were picked from. */
function pick<A extends Float64Array | Int32Array | Uint8Array>(values: A, index_P: Int32Array): void {
  const before = values.slice();
  for (let p = 0; p < values.length; p++) values[p] = before[index_P[p]];
}

type Columns = Readonly<Record<string, Float32Array>>;

/**
 * Sequential Monte Carlo in copies of the environment (Macfarlane et al. 2024, arXiv:2402.07963, algorithm 1): the prior proposes, so that
 * its density cancels, and log w += alive · (r + γ V(s′) − V(s))/α in each of H steps. Where copies terminate V(s′) is 0, where their
 * time is up it is that of the final observation; both keep their weight from there on. The same as `plan` in a model, on the host.
 *
 * @param action_NA - receives the first action of a particle drawn by weight
 */
export function simulatedPlan(
  simulating: Simulating,
  { particles, horizon, discount, resampleBelow }: SimulatedOptions,
  action_NA: Float32Array,
  columns: Columns,
): Readonly<Record<string, number>> {
  const { environments, observation_RO, stream, progress } = simulating;
  const all = Array.from({ length: environments }, () => started(particles));
  const rows = particles * environments;
  const index_R = new Int32Array(rows);
  const index_P = new Int32Array(particles);
  const width = action_NA.length / environments;
  let asked = simulating.ask(observation_RO);
  const proposed_RA = asked.action.slice();
  for (let r = 0; r < rows; r++) all[r % environments].owed_P[Math.floor(r / environments)] = asked.value[r];
  let effective = 0;
  for (let k = 0; k < horizon; k++) {
    const alpha = asked.alpha[0];
    const { reward_N, terminated_N, truncated_N, nextObservation_NO } = simulating.step(asked.action);
    asked = simulating.ask(nextObservation_NO);
    for (const [n, own] of all.entries()) {
      for (let p = 0; p < particles; p++) {
        const r = p * environments + n;
        if (own.alive_P[p] === 0) continue;
        const value = terminated_N[r] ? 0 : asked.value[r];
        const gain = reward_N[r] + discount * value - own.owed_P[p];
        own.logWeight_P[p] += gain / alpha;
        if (own.untouched) own.advantage_P[p] += gain;
        own.owed_P[p] = value;
        if (terminated_N[r] + truncated_N[r] > 0) own.alive_P[p] = 0;
      }
      if (!normalise(own.logWeight_P, own.weight_P)) own.lost = true;
      effective += effectiveNumber(own.weight_P);
    }
    if (k === horizon - 1) break;
    // Copies whose episode ended stand at the start of another one: what is asked of them does not count.
    let resampled = false;
    for (const [n, own] of all.entries()) {
      // Equal weights count as below, but for what rounding leaves.
      const isDue = resampleBelow > 0 && effectiveNumber(own.weight_P) <= resampleBelow * particles * (1 + 1e-9);
      if (isDue) {
        systematic(own.weight_P, stream.uniform(), index_P);
        for (const values of [own.ancestor_P, own.alive_P, own.owed_P]) pick(values, index_P);
        own.logWeight_P.fill(0);
        own.weight_P.fill(1 / particles);
        own.untouched = false;
        resampled = true;
      }
      for (let p = 0; p < particles; p++) index_R[p * environments + n] = (isDue ? index_P[p] : p) * environments + n;
    }
    if (!resampled) continue;
    simulating.pick(index_R);
    // Particles that have become alike go on by actions of their own.
    asked = simulating.ask(observation_RO);
  }
  for (const [n, own] of all.entries()) {
    const taken = own.ancestor_P[particleAt(own.weight_P, stream.uniform())];
    for (let a = 0; a < width; a++) action_NA[n * width + a] = proposed_RA[(taken * environments + n) * width + a];
    if (!columns.planWeight) continue;
    columns.planStep[n] = progress.envSteps;
    for (let p = 0; p < particles; p++) {
      columns.planWeight[n * particles + p] = own.weight_P[p];
      columns.planAdvantage[n * particles + p] = own.advantage_P[p];
      const first = (own.ancestor_P[p] * environments + n) * width;
      for (let a = 0; a < width; a++) columns.planAction[(n * particles + p) * width + a] = proposed_RA[first + a];
    }
  }
  const mean = (of: (own: Particles) => number) => all.reduce((sum, own) => sum + of(own), 0) / environments;
  return {
    effectiveSampleSize: effective / (horizon * environments),
    ancestors: mean(({ ancestor_P }) => new Set(ancestor_P).size),
    survived: mean(({ alive_P }) => alive_P.reduce((sum, alive) => sum + alive, 0) / particles),
    lost: mean(({ lost }) => (lost ? 1 : 0)),
  };
}
