import { type AnyPlugin, type EnvironmentFactory, Streams, storedActionWidth } from '@vem/framework';
import { type Benchmark, perSecond } from './benchmark.js';

/** Copies that are stepped together, so that the cost of a call is shared as it is in vectorised training. */
const COPIES = 64;

/** Steps of all copies before the measurement of what was loaded: V8 compiles WebAssembly for speed while it runs. */
const WARM_UP_STEPS = 50;

/** Steps per second of one environment under random actions, one thread; each copy's step counts. */
export const environmentStep = (plugin: AnyPlugin): Benchmark => ({
  name: `env-step/${plugin.pluginName}`,
  description: `environment steps, ${COPIES} copies in one thread`,
  unit: 'steps/s',
  value: perSecond,
  async prepare() {
    const factory = plugin.bind({}).create() as EnvironmentFactory;
    await factory.prepare?.();
    const streams = new Streams(0);
    const environment = factory.create(COPIES, streams.stream('environment'));
    environment.reset();
    const { action: space } = factory.spec;
    const stream = streams.stream('action');
    const width = COPIES * storedActionWidth(space);
    const action =
      space.kind === 'finite'
        ? Int32Array.from({ length: width }, () => stream.integer(space.count))
        : Float32Array.from({ length: width }, (_, i) => {
            const axis = i % space.dimension;
            return space.low[axis] + stream.uniform() * (space.high[axis] - space.low[axis]);
          });
    if (factory.prepare) for (let step = 0; step < WARM_UP_STEPS; step++) environment.step(action);
    return { operations: COPIES, run: () => void environment.step(action), dispose: () => environment.dispose() };
  },
});
