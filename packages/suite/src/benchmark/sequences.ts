import { Streams } from '@vem/framework';
import { sac } from '@vem/presets';
import { samplePosterior, sequenceReplay } from '@vem/training';
import { retrace } from '@vem/values';
import { microseconds, perSecond, type RepeatedBenchmark } from './benchmark.js';
import { cheetahShape } from './cheetahShape.js';
import { halfCheetahShape, retraceFlops } from './updateFlops.js';
import { updateWorkload } from './updateWorkload.js';

const LENGTH = 10;
const SEQUENCES = 64;
const SHAPE = "HalfCheetah's shape";

/** One update of SAC with Retrace along sequences: all their steps are learned from. */
export const sequenceUpdate: RepeatedBenchmark = {
  name: 'sequence-update-halfcheetah',
  description: `SAC updates with Retrace, ${SHAPE}, 2 × 256 units, ${SEQUENCES} sequences of ${LENGTH} steps`,
  unit: 'updates/s',
  value: perSecond,
  flops: retraceFlops({ ...halfCheetahShape, batch: LENGTH * SEQUENCES }),
  prepare: () =>
    updateWorkload({
      ...sac(),
      environment: cheetahShape({}),
      returns: retrace(),
      behaviour: samplePosterior({ warmUp: 'policy' }),
      data: sequenceReplay({ length: LENGTH, batchSize: SEQUENCES }),
    }),
};

const WIDTHS = { observation: 17, action: 6, reward: 1, nextObservation: 17, terminated: 1, truncated: 1 };
const MILLION = 1_000_000;

/** A batch of sequences out of more rows than any cache holds. */
export const sequenceSampling: RepeatedBenchmark = {
  name: 'sample-sequences/million',
  description: `${SEQUENCES} sequences of ${LENGTH} steps, ${SHAPE}, drawn from a replay of ${MILLION} transitions`,
  unit: 'µs',
  value: microseconds,
  async prepare() {
    const source = sequenceReplay({ length: LENGTH, batchSize: SEQUENCES, capacity: MILLION }).create();
    const declared = Object.entries(WIDTHS).map(([name, size]) => ({ name, size }));
    source.open(declared);
    const arrays = (rows: number) =>
      Object.fromEntries(declared.map(({ name, size }) => [name, new Float32Array(rows * size)]));
    const columns = arrays(1);
    for (let row = 0; row < MILLION; row++) {
      // The next observation is the one that follows, but for one row in a thousand.
      columns.observation.fill(row);
      columns.nextObservation.fill(row % 1000 === 999 ? -row : row + 1);
      columns.truncated[0] = row % 1000 === 999 ? 1 : 0;
      source.append({ count: 1, columns });
    }
    const batch = arrays(LENGTH * SEQUENCES);
    const stream = new Streams(0).stream('batch');
    return { operations: 1, run: () => source.fill(batch, SEQUENCES, stream), dispose: () => {} };
  },
};
