import { cartPole, pendulum } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { a2c, awr, ppo, reps, rwr, vmpo } from '@vem/presets';
import { expect, it } from 'vitest';

const EPISODES = 20;

async function returnAfter(slots: SlotMap, envSteps: number): Promise<number> {
  const run = composeUnchecked(slots, { seed: 1 });
  try {
    for await (const _ of run.train({ envSteps, reportEvery: envSteps }));
    return (await run.evaluate({ episodes: EPISODES })).meanReturn;
  } finally {
    run.dispose();
  }
}

// What ten seeds of each came to: benchmarks/results. Untrained: about 20 on CartPole-v1, −1200 on Pendulum-v1.
it.each([
  ['PPO, rl-baselines3-zoo, on CartPole-v1', { ...ppo('cartpole-zoo'), environment: cartPole() }, 100_000, 475],
  ['PPO with the adaptive penalty on CartPole-v1', { ...ppo('adaptive-kl'), environment: cartPole() }, 200_000, 450],
  ['PPO, rl-baselines3-zoo, on Pendulum-v1', { ...ppo('pendulum-zoo'), environment: pendulum() }, 100_000, -250],
  ['A2C, rl-baselines3-zoo, on CartPole-v1', { ...a2c('cartpole-zoo'), environment: cartPole() }, 200_000, 450],
  ['V-MPO on CartPole-v1', { ...vmpo('cartpole'), environment: cartPole() }, 200_000, 400],
  ['V-MPO on Pendulum-v1', { ...vmpo('pendulum'), environment: pendulum() }, 200_000, -500],
  ['AWR on CartPole-v1', { ...awr('cartpole'), environment: cartPole() }, 40_960, 400],
  ['RWR on CartPole-v1', { ...rwr(), environment: cartPole() }, 40_960, 300],
  ['REPS on CartPole-v1', { ...reps(), environment: cartPole() }, 30_000, 400],
] as const)('%s', async (_name, slots, envSteps, least) => {
  const meanReturn = await returnAfter(slots as SlotMap, envSteps);
  console.info(`mean return ${meanReturn.toFixed(1)}`);
  expect(meanReturn).toBeGreaterThanOrEqual(least);
});
