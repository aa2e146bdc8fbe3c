import type { Stream } from '@vem/framework';

/** Synthetic scores of runs. */
export interface Distribution {
  readonly name: string;
  readonly mean: number;
  /** Standard deviation. */
  readonly spread: number;
  draw(stream: Stream): number;
}

/** Every distribution is moved and stretched to mean 0 and standard deviation 1, so that shifts and targets mean the same for all. */
function standardised(name: string, mean: number, spread: number, draw: (stream: Stream) => number): Distribution {
  return { name, mean: 0, spread: 1, draw: (stream) => (draw(stream) - mean) / spread };
}

const FAILING = 0.3;
const CAPPED = 0.6;
/** Of a capped score 1 with probability c, else uniform on [0, 1). */
const CAPPED_MEAN = CAPPED + (1 - CAPPED) / 2;
const CAPPED_VARIANCE = CAPPED + (1 - CAPPED) / 3 - CAPPED_MEAN ** 2;

export const normal = standardised('normal', 0, 1, (stream) => stream.normal());
/** Three runs of ten fail and end ten standard deviations below the others. */
export const bimodal = standardised(
  'bimodal, 30 % failing',
  -10 * FAILING,
  Math.sqrt(1 + 100 * FAILING * (1 - FAILING)),
  (stream) => (stream.uniform() < FAILING ? -10 : 0) + stream.normal(),
);
/** Six of ten reach the greatest score there is; ties are frequent. */
export const capped = standardised('capped, 60 % at the limit', CAPPED_MEAN, Math.sqrt(CAPPED_VARIANCE), (stream) =>
  stream.uniform() < CAPPED ? 1 : stream.uniform(),
);
/** A tail of good runs. */
export const skewed = standardised('skewed, exponential', 1, 1, (stream) => -Math.log(1 - stream.uniform()));

export const DISTRIBUTIONS: readonly Distribution[] = [normal, bimodal, capped, skewed];

/** The distribution moved and stretched. */
export const moved = (distribution: Distribution, by: number, times = 1): Distribution => ({
  name: `${distribution.name}${by === 0 ? '' : ` ${by > 0 ? '+' : '−'} ${Math.abs(by)}`}${times === 1 ? '' : ` × ${times}`}`,
  mean: distribution.mean * times + by,
  spread: distribution.spread * times,
  draw: (stream) => distribution.draw(stream) * times + by,
});

export const sample = (distribution: Distribution, count: number, stream: Stream): number[] =>
  Array.from({ length: count }, () => distribution.draw(stream));
