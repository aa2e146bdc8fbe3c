// One measurement of vem, as peer.py measures the others:
//
//   node ours.mjs updates|steps|stepping --environment ID --seconds S --seed K [--threads N] [--units 64,64] [--batch B]
//
// SAC as published (the preset's own settings, which are those of the others) at these sizes, one update per environment step.
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import {
  composeFromConfig,
  findPlugin,
  Streams,
  storedActionWidth,
} from '../../packages/framework/dist/bundled/index.js';
import { cheetahShape } from '../../packages/suite/dist/benchmark/cheetahShape.js';
import { registry } from '../../packages/suite/dist/catalogue/registry.js';
import { configureRun } from '../../packages/suite/dist/experiment/configureRun.js';
import { environmentFactory } from '../../packages/suite/dist/experiment/solved.js';

const EXPERIENCE = 20_000;
/** Environment steps before the measurement: the first ones act at random, then everything gets warm. */
const WARM_STEPS = 1500;
const WARM_UPDATES = 200;
const BLOCK = 128;
/** Environment steps between two looks at the clock while learning. */
const REPORT_EVERY = 16;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    environment: { type: 'string' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: '0' },
    threads: { type: 'string', default: '1' },
    units: { type: 'string', default: '256,256' },
    batch: { type: 'string', default: '256' },
  },
});
const seconds = Number(values.seconds);
const known = {
  ...registry,
  environments: [...registry.environments, cheetahShape],
  plugins: [...registry.plugins, cheetahShape],
};
/** vem's own environment of that name; where it has none, Gymnasium's over the bridge. */
const id = findPlugin(values.environment, known.environments) ? values.environment : `gym:${values.environment}`;

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function start() {
  say({ ready: true });
  const input = createInterface({ input: process.stdin });
  await new Promise((resolve) => input.once('line', resolve));
  input.close();
  return performance.now();
}

const secondsSince = (begin) => (performance.now() - begin) / 1000;
const result = (count, elapsed) => say({ rate: count / elapsed, count, seconds: elapsed, environment: id });

function makeRun() {
  const hidden = values.units.split(',').map(Number);
  const settings = [
    { key: 'valueEstimator.hidden', value: hidden },
    { key: 'posterior.hidden', value: hidden },
    { key: 'data.batchSize', value: Number(values.batch) },
  ];
  const request = { preset: 'sac', environment: id, settings, threads: Number(values.threads) };
  const config = configureRun({ ...request, seed: Number(values.seed), environments: 1, engine: 'compiled' }, known);
  return composeFromConfig(config, { plugins: known.plugins });
}

async function measureUpdates() {
  const run = makeRun();
  const pipeline = await run.open();
  const { actor, data, batch, batchStream, steps, parameters } = pipeline;
  for (let step = 0; step < EXPERIENCE; step++) data.append(actor.act(pipeline.progress));
  const update = () => {
    data.fill(batch, batchStream);
    for (const step of steps) step.run(pipeline.progress);
    parameters.synchronise(pipeline.countUpdate());
  };
  for (let i = 0; i < WARM_UPDATES; i++) update();
  const begin = await start();
  let count = 0;
  for (; secondsSince(begin) < seconds; count++) update();
  result(count, secondsSince(begin));
  run.dispose();
}

async function measureSteps() {
  const run = makeRun();
  let begin;
  let first = 0;
  for await (const { envSteps, updates } of run.train({
    envSteps: Number.MAX_SAFE_INTEGER,
    reportEvery: REPORT_EVERY,
  })) {
    if (begin === undefined) {
      if (envSteps < WARM_STEPS || updates < WARM_UPDATES) continue;
      first = envSteps;
      begin = await start();
    } else if (secondsSince(begin) >= seconds) {
      result(envSteps - first, secondsSince(begin));
      break;
    }
  }
  run.dispose();
}

async function measureStepping() {
  const factory = environmentFactory({ use: id }, known);
  // Some load what they run on.
  await factory.prepare?.();
  const streams = new Streams(Number(values.seed));
  const environment = factory.create(1, streams.stream('environment'));
  const { action: space } = factory.spec;
  const stream = streams.stream('action');
  const draw = (axis) =>
    space.kind === 'finite'
      ? stream.integer(space.count)
      : space.low[axis] + stream.uniform() * (space.high[axis] - space.low[axis]);
  const kind = space.kind === 'finite' ? Int32Array : Float32Array;
  const actions = Array.from({ length: 1024 }, () =>
    kind.from({ length: storedActionWidth(space) }, (_, axis) => draw(axis)),
  );
  environment.reset();
  for (const action of actions) environment.step(action);
  const begin = await start();
  let count = 0;
  for (; secondsSince(begin) < seconds; count += BLOCK)
    for (let i = 0; i < BLOCK; i++) environment.step(actions[(count + i) % actions.length]);
  result(count, secondsSince(begin));
  environment.dispose();
}

await { updates: measureUpdates, steps: measureSteps, stepping: measureStepping }[positionals[0]]();
