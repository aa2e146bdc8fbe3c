import { pendulum } from '@vem/envs';
import type { SlotMap } from '@vem/framework';
import { steinSampler, tanhGaussian, weights } from '@vem/posteriors';
import { mpo, sac, sql } from '@vem/presets';
import { learnedGaussian } from '@vem/priors';
import { replay } from '@vem/training';
import { expectation, sampledLogSumExp, singleQ, twinQ } from '@vem/values';
import { perSecond, type RepeatedBenchmark } from './benchmark.js';
import { mpoFlops, sacFlops, smallShape, sqlFlops } from './updateFlops.js';
import { updateWorkload } from './updateWorkload.js';

const hidden = [...smallShape.hidden];
const common = () => ({ environment: pendulum(), data: replay({ batchSize: smallShape.batch }) });
const MPO_SAMPLES = 10;
const SQL_SAMPLES = 8;
/** The sampler moves half of its particles. */
const SQL_PARTICLES = { standing: 4, moved: 4 };

/** Presets at the sizes of the default comparison, where what surrounds the products weighs as much as they do. */
const sizes: readonly { readonly name: string; readonly flops: number; readonly slots: () => SlotMap }[] = [
  {
    name: 'sac',
    flops: sacFlops(smallShape),
    slots: () => ({ ...sac(), ...common(), valueEstimator: twinQ({ hidden }), posterior: tanhGaussian({ hidden }) }),
  },
  {
    name: 'mpo',
    flops: mpoFlops(smallShape, MPO_SAMPLES),
    slots() {
      const target = { kind: 'copyEvery', updates: 100 } as const;
      return {
        ...mpo(),
        ...common(),
        valueEstimator: singleQ({ hidden, target }),
        prior: learnedGaussian({ hidden, target, squash: 'identity' }),
        posterior: weights({ samples: MPO_SAMPLES }),
        bootstrap: expectation({ who: 'prior', samples: MPO_SAMPLES }),
      };
    },
  },
  {
    name: 'sql',
    flops: sqlFlops(smallShape, SQL_SAMPLES, SQL_PARTICLES),
    slots: () => ({
      ...sql(),
      ...common(),
      valueEstimator: singleQ({ hidden }),
      posterior: steinSampler({ hidden, particles: SQL_PARTICLES.standing + SQL_PARTICLES.moved }),
      bootstrap: sampledLogSumExp({ samples: SQL_SAMPLES }),
    }),
  },
];

/** `sac-update-small`, `mpo-update-small`, `sql-update-small`. */
export const smallUpdates: readonly RepeatedBenchmark[] = sizes.map(({ name, flops, slots }) => ({
  name: `${name}-update-small`,
  description: `${name.toUpperCase()} updates, small: Pendulum-v1, 2 × 64 units, batch 128`,
  unit: 'updates/s',
  value: perSecond,
  flops,
  prepare: () => updateWorkload(slots()),
}));
