// Measures what actions drawn uniformly are worth on each environment: the lower anchor of normalised scores, stored in
// packages/suite/src/report/anchors.ts.
//
//   npx -y pnpm@10 build && node benchmarks/anchors/random.mjs [--episodes 1000] [--only PREFIX]
//
// Prints per environment the mean undiscounted return and its standard error. Episodes are played one after the other, in
// full; environments whose episodes have no end are left out.
import { parseArgs } from 'node:util';
import { environmentPlugins } from '../../packages/envs/dist/bundled/index.js';
import { Streams } from '../../packages/framework/dist/bundled/index.js';

const { values } = parseArgs({ options: { episodes: { type: 'string', default: '1000' }, only: { type: 'string' } } });
const episodes = Number(values.episodes);

/** A way to draw one action. */
function drawer(action, stream) {
  if (action.kind === 'finite') return () => Int32Array.of(stream.integer(action.count));
  const drawn = new Float32Array(action.dimension);
  return () => drawn.map((_, i) => action.low[i] + stream.uniform() * (action.high[i] - action.low[i]));
}

async function returnsOn(plugin) {
  const factory = plugin.bind({}).create();
  if (factory.spec.timeLimit === undefined) return undefined;
  await factory.prepare?.();
  const streams = new Streams(0);
  const environment = factory.create(1, streams.stream('environment'));
  const draw = drawer(factory.spec.action, streams.stream('actions'));
  environment.reset();
  const returns = [];
  for (let sum = 0; returns.length < episodes; ) {
    const { reward_N, terminated_N, truncated_N } = environment.step(draw());
    sum += reward_N[0];
    if (terminated_N[0] + truncated_N[0] === 0) continue;
    returns.push(sum);
    sum = 0;
  }
  environment.dispose();
  return returns;
}

for (const plugin of environmentPlugins.filter(({ pluginName }) => pluginName.startsWith(values.only ?? ''))) {
  const returns = await returnsOn(plugin);
  if (returns === undefined) continue;
  const mean = returns.reduce((a, b) => a + b) / episodes;
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (episodes - 1);
  console.log(`${plugin.pluginName}\t${mean.toPrecision(5)} ± ${Math.sqrt(variance / episodes).toPrecision(2)}`);
}
