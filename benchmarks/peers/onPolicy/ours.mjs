// Environment steps per second of PPO on CartPole-v1, learning included. Usage: node ours.mjs STEPS
import { cartPole } from '../../../packages/envs/dist/index.js';
import { compose } from '../../../packages/framework/dist/index.js';
import { ppo } from '../../../packages/presets/dist/index.js';

const steps = Number(process.argv[2]);
const WARM_UP = 20_480;
const run = compose({ ...ppo('cartpole-cleanrl'), environment: cartPole() }, { seed: 1 });
const train = async (end) => {
  for await (const _ of run.train({ envSteps: end, horizon: 500_000, reportEvery: 100_000 }));
};
await train(WARM_UP);
const started = performance.now();
await train(WARM_UP + steps);
console.log(JSON.stringify({ name: 'vem', stepsPerSecond: (1000 * steps) / (performance.now() - started) }));
run.dispose();
