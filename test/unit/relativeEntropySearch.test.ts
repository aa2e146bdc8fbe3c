import { cartPole, pendulum } from '@vem/envs';
import { composeUnchecked, iterate, type Pipeline, type SlotMap } from '@vem/framework';
import { batchWeights } from '@vem/posteriors';
import { reps } from '@vem/presets';
import { episodes } from '@vem/training';
import { dualValue } from '@vem/values';
import { describe, expect, it } from 'vitest';

const [BOUND, EPISODES, LENGTH] = [0.4, 4, 40];
const small = (changes: SlotMap = {}): SlotMap => ({
  ...reps(),
  environment: cartPole(),
  valueEstimator: dualValue({ bound: BOUND, features: 12, iterations: 300 }),
  data: episodes({ perEnvironment: EPISODES, length: LENGTH, visitDiscount: 0.99 }),
  ...changes,
});

/** Until the first roll-out was learned from. */
async function learn(slots: SlotMap): Promise<Pipeline> {
  const pipeline = await composeUnchecked(slots, { seed: 2 }).open();
  while (pipeline.progress.rollouts < 1) iterate(pipeline);
  return pipeline;
}

const metricsOf = (pipeline: Pipeline): Record<string, number> =>
  Object.assign({}, ...pipeline.update.steps.map((step) => step.takeMetrics()));

describe('relative entropy policy search, as a run does it', () => {
  it('weighs by the temperature and the values of one dual: as far from what was visited as the bound says', async () => {
    const metrics = metricsOf(await learn(small()));
    // The bound is on all visits, those after the ends included; weights are on those before.
    expect(metrics['valueEstimator/steepest']).toBeLessThan(1e-3);
    expect(metrics['posterior/kl']).toBeGreaterThan(0.02);
    expect(metrics['posterior/kl']).toBeLessThan(2 * BOUND);
    expect(metrics['valueEstimator/temperature']).toBeGreaterThan(0);
  });

  it('weighs temporal differences by the values that were just found, not by those before', async () => {
    const pipeline = await learn(small());
    const rows = pipeline.data.rollouts!.rows();
    const { advantage, value, reward, terminated, weight } = rows;
    const stretches = EPISODES;
    let largest = 0;
    for (let row = 0; row + stretches < value.length; row++) {
      if (weight[row] === 0 || weight[row + stretches] === 0 || terminated[row] > 0) continue;
      const difference = reward[row] + 0.99 * value[row + stretches] - value[row];
      largest = Math.max(largest, Math.abs(difference - advantage[row]));
    }
    expect(largest).toBeLessThan(1e-3);
    expect(Math.max(...value.map(Math.abs))).toBeGreaterThan(0.1);
  });

  it('composes in boxes, and is refused with weights of the best rows alone, which padded episodes have not', async () => {
    expect(() => composeUnchecked({ ...reps(), environment: pendulum() }, { seed: 1 })).not.toThrow();
    await expect(learn(small({ posterior: batchWeights({ topFraction: 0.5 }) }))).rejects.toMatchObject({
      code: 'VEM_WEIGHTS_UNREAD',
    });
  });
});
