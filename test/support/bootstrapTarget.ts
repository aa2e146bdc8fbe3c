import type { Tensor } from '@tensorflow/tfjs-core';
import { quadraticBandit } from '@vem/envs';
import { type BoundSlot, composeUnchecked, definePlugin, type SlotMap } from '@vem/framework';
import { sql } from '@vem/presets';
import { offPolicy, replay } from '@vem/training';
import { z } from 'zod';

export interface BootstrapTargetOptions {
  /** From actions [S, B, A] in box units to values [S, B]. */
  readonly q: (action_SBA: Tensor) => Tensor;
  /** Bootstrap and temperature, and a prior if it is not the uniform one. */
  readonly slots: SlotMap;
  readonly rows: number;
}

/** Publishes the targets that it should be fitted to. */
const asked = (q: BootstrapTargetOptions['q']): BoundSlot<'valueEstimator', 'q' | 'actionGradient', never> =>
  definePlugin({
    slot: 'valueEstimator',
    name: 'asked',
    description: 'A given function of the action',
    config: z.strictObject({}),
    provides: ['q', 'actionGradient'],
    inject: [],
    create: () => ({
      program: (step) => ({
        q: (_observation_BO, sample) => q(sample.action_SBA),
        loss: () => ({ losses: [], results: { target_B: step.returns.target() } }),
      }),
    }),
  })();

/** [B], the targets of a bootstrap where the reward is 0 and nothing ends, each with noise of its own. */
export async function bootstrapTargets({ q, slots, rows }: BootstrapTargetOptions): Promise<Float32Array> {
  const run = composeUnchecked(
    {
      ...sql(),
      environment: quadraticBandit(),
      valueEstimator: asked(q),
      data: replay({ batchSize: rows, capacity: 1 }),
      schedule: offPolicy({ steps: [['value'], ['eStep']] }),
      ...slots,
    },
    { seed: 1 },
  );
  try {
    const [step] = (await run.open()).steps;
    step.run({ envSteps: 0, updates: 0, rollouts: 0, fraction: 0 });
    return Float32Array.from(step.executable.outputs['result/value/target_B'].data);
  } finally {
    run.dispose();
  }
}
