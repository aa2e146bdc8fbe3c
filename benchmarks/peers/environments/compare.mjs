// How fast MuJoCo environments step: vem's, in this process, and Gymnasium's, in a Python of its own, by turns.
//
//   node benchmarks/peers/environments/compare.mjs [--python PATH] [--rounds N] [--seconds S] [--only ID] [--json]
//
// Both sides step one copy with actions drawn uniformly beforehand and start anew when an episode ends. A ratio is that
// of the median rates of the rounds. Rates are per second of processor time, so that what else the machine does counts
// less; --wall takes the clock on the wall.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as envs from '../../../packages/envs/dist/bundled/index.js';
import { Streams } from '../../../packages/framework/dist/bundled/index.js';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.VEM_PYTHON ?? 'python3' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    only: { type: 'string' },
    wall: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const clock = options.wall ? 'wall' : 'cpu';

/** What each task must reach of Gymnasium's rate. */
const bar = (id) => (/^(Ant|Humanoid)/.test(id) ? 0.35 : 0.5);
const ACTIONS = 1000;

const plugins = envs.mujocoModels
  .map(({ id }) => envs.environmentPlugins.find(({ pluginName }) => pluginName === id))
  .filter(({ pluginName }) => options.only === undefined || pluginName === options.only);

async function stepper(plugin) {
  const factory = plugin.bind({}).create();
  await factory.prepare?.();
  const streams = new Streams(0);
  const environment = factory.create(1, streams.stream('environment'));
  environment.reset();
  const { low, high, dimension } = factory.spec.action;
  const stream = streams.stream('actions');
  const actions = Array.from({ length: ACTIONS }, () =>
    Float32Array.from({ length: dimension }, (_, i) => low[i] + stream.uniform() * (high[i] - low[i])),
  );
  return {
    run(steps) {
      const cpu = process.cpuUsage();
      const wall = performance.now();
      for (let step = 0; step < steps; step++) environment.step(actions[step % ACTIONS]);
      const { user, system } = process.cpuUsage(cpu);
      return { wall: (performance.now() - wall) / 1e3, cpu: (user + system) / 1e6 };
    },
    dispose: () => environment.dispose(),
  };
}

const script = fileURLToPath(new URL('gymnasiumRate.py', import.meta.url));
const python = spawn(options.python, ['-u', script], { stdio: ['pipe', 'pipe', 'inherit'] });
const ended = new Promise((_, reject) => {
  python.on('error', (error) => reject(new Error(`${options.python}: ${error.message}`)));
  python.on('exit', (status) => reject(new Error(`${options.python} ended with status ${status}`)));
});
ended.catch(() => {});
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const answer = async () => JSON.parse((await Promise.race([lines.next(), ended])).value);
const theirs = (id, steps) => {
  python.stdin.write(`${id} ${steps}\n`);
  return answer();
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const versions = await answer();
const rows = [];
for (const plugin of plugins) {
  const id = plugin.pluginName;
  const ours = await stepper(plugin);
  // Warm up, and find how many steps fill a round.
  const trial = 500;
  ours.run(trial);
  const steps = Math.max(trial, Math.ceil((trial * seconds) / (await theirs(id, trial)).wall));
  ours.run(steps);
  const rates = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    rates.ours.push(steps / ours.run(steps)[clock]);
    rates.theirs.push(steps / (await theirs(id, steps))[clock]);
  }
  ours.dispose();
  const [vem, gymnasium] = [median(rates.ours), median(rates.theirs)];
  rows.push({ id, vem, gymnasium, ratio: vem / gymnasium, bar: bar(id) });
  if (!options.json) process.stderr.write(`${id}\n`);
}
python.stdin.end();

if (options.json) console.log(JSON.stringify({ versions, node: process.version, clock, rounds, rows }, null, 2));
else {
  console.log(`| environment | vem, steps/s | Gymnasium, steps/s | ratio | wanted |\n|---|--:|--:|--:|--:|`);
  for (const { id, vem, gymnasium, ratio, bar } of rows)
    console.log(`| ${id} | ${vem.toFixed(0)} | ${gymnasium.toFixed(0)} | ${ratio.toFixed(2)} | ${bar.toFixed(2)} |`);
  console.log(
    `\nGymnasium ${versions.gymnasium}, MuJoCo ${versions.mujoco}, Node ${process.version}; per ${clock} second.`,
  );
}
process.exitCode = rows.every(({ ratio, bar }) => ratio >= bar) ? 0 : 1;
