// PPO on CartPole-v1, learning included: environment steps per second, or seconds until it is solved.
// Usage: node ours.mjs steps STEPS | node ours.mjs solve SEED
import { cartPole } from '../../../packages/envs/dist/bundled/index.js';
import { compose } from '../../../packages/framework/dist/bundled/index.js';
import { ppo } from '../../../packages/presets/dist/bundled/index.js';
import { BUDGET, LAST_EPISODES, SOLVED } from './solved.mjs';

const [what, number] = [process.argv[2], Number(process.argv[3])];
const compile = (seed) => compose({ ...ppo('cartpole-cleanrl'), environment: cartPole() }, { seed });
const name = 'vem';

async function steps(count) {
  const WARM_UP = 20_480;
  const run = compile(1);
  const train = async (end) => {
    for await (const _ of run.train({ envSteps: end, horizon: BUDGET, reportEvery: 100_000 }));
  };
  await train(WARM_UP);
  const started = performance.now();
  await train(WARM_UP + count);
  const seconds = (performance.now() - started) / 1000;
  run.dispose();
  return { name, stepsPerSecond: count / seconds };
}

/** From nothing, the loading of programs included. */
async function solve(seed) {
  const started = performance.now();
  const run = compile(seed);
  const ended = [];
  for await (const { envSteps, episodes, episodeReturn } of run.train({ envSteps: BUDGET, reportEvery: 512 })) {
    for (let i = 0; i < episodes; i++) ended.push(episodeReturn);
    const last = ended.slice(-LAST_EPISODES);
    if (last.length < LAST_EPISODES || last.reduce((sum, value) => sum + value, 0) < SOLVED * LAST_EPISODES) continue;
    run.dispose();
    return { name, seconds: (performance.now() - started) / 1000, envSteps };
  }
  run.dispose();
  return { name, seconds: null, envSteps: BUDGET };
}

console.log(JSON.stringify(await (what === 'solve' ? solve(number) : steps(number))));
