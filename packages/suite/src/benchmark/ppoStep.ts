import { cartPole } from '@vem/envs';
import { compose, iterate } from '@vem/framework';
import { ppo } from '@vem/presets';
import { perSecond, type RepeatedBenchmark } from './benchmark.js';

/** T·N */
const ROLLOUT = 128 * 4;

/** Environment steps of PPO on CartPole-v1 at CleanRL's settings, learning included: a roll-out and all its updates. */
export const ppoStep: RepeatedBenchmark = {
  name: 'ppo-cartpole',
  description:
    'environment steps of PPO, 4 × 128 per roll-out, 4 epochs of 4 minibatches, 2×64 units, learning included',
  unit: 'steps/s',
  value: perSecond,
  async prepare() {
    const run = compose({ ...ppo('cartpole-cleanrl'), environment: cartPole() }, { seed: 0 });
    const pipeline = await run.open();
    // The rate would fall to 0 within the measurement.
    pipeline.horizon = Number.MAX_SAFE_INTEGER;
    return {
      operations: ROLLOUT,
      run() {
        const { rollouts } = pipeline.progress;
        while (pipeline.progress.rollouts === rollouts) iterate(pipeline);
      },
      dispose: () => run.dispose(),
    };
  },
};
