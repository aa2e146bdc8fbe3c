import * as tf from '@tensorflow/tfjs-core';
import { categoricalDensity } from '../densities/categorical.js';
import { gaussianDensity } from '../densities/gaussian.js';
import { logRatio } from '../densities/ratio.js';
import { uniformDensity } from '../densities/uniform.js';
import type { Density, DensitySpace } from '../slots/density.js';
import type { Noise } from '../slots/step.js';
import type { Members } from './members.js';
import { estimate } from './numbers.js';
import type { Drawn } from './samples.js';
import { ROWS, type Subject } from './subject.js';

/** References are never sampled. */
const silent: Noise = { normal: (shape) => tf.zeros([...shape]), uniform: (shape) => tf.zeros([...shape]) };

/** A known density in a space that the examined one has. */
function reference(subject: Subject, spaces: readonly DensitySpace[], { squash }: Drawn): Density {
  const { action, width } = subject;
  if (action.kind === 'finite')
    return categoricalDensity(tf.tile(tf.expandDims(tf.range(0, 1, 1 / width), 0), [ROWS, 1]), silent);
  if (!spaces.includes('u')) return uniformDensity(action, 'normalised', ROWS, silent);
  return gaussianDensity(
    { mean_BA: tf.fill([ROWS, width], 0.3), logStd_BA: tf.fill([ROWS, width], 0.2) },
    squash === 'identity' ? 'identity' : 'tanh',
    silent,
  );
}

/**
 * Against a known density and against itself at other states: the mean of log π/p over samples of π is a KL divergence,
 * so it is not negative, and equals `klTo` where there is a closed form.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkRatios(subject: Subject, { spaces, mass }: Members, drawn: Drawn): void {
  const inputs = { observation: subject.observations(), elsewhere: subject.observations('elsewhere') };
  const outputs = subject.run('ratios', inputs, (scope, { observation, elsewhere }) => {
    const own = subject.density(scope, observation);
    const sample = own.sample!(subject.samples);
    const others = { reference: reference(subject, spaces, drawn), elsewhere: subject.density(scope, elsewhere) };
    return Object.fromEntries(
      Object.entries(others).flatMap(([name, other]) => {
        const kl = own.klTo?.(other);
        return [[`ratio/${name}`, logRatio(own, other, sample)], ...(kl ? [[`kl/${name}`, kl] as const] : [])];
      }),
    );
  });
  for (const other of ['reference', 'elsewhere'])
    for (let row = 0; row < ROWS; row++) {
      const terms = Float64Array.from(
        { length: subject.samples },
        (_, s) => outputs[`ratio/${other}`].data[s * ROWS + row],
      );
      const { mean, error } = estimate(terms);
      const against = other === 'reference' ? 'a reference density' : 'itself at another state';
      const offset = other === 'reference' ? Math.log(mass) : 0;
      subject.require(
        mean - offset >= -5 * error - 1e-3,
        `the mean of log π/p against ${against} is not negative`,
        `${mean - offset} ± ${error}`,
        'It is a KL divergence; `sample` and `logProb` must describe the same distribution, and log-probabilities be normalised.',
      );
      const closed = outputs[`kl/${other}`];
      if (!closed) continue;
      subject.require(
        String(closed.shape) === String([ROWS]),
        `\`klTo\` has one entry per state, [${ROWS}]`,
        `[${closed.shape}]`,
        'Sum over the dimensions of the action.',
      );
      const distance = Math.abs(closed.data[row] - mean);
      subject.require(
        distance <= 5 * error + 1e-3 + 1e-4 * Math.abs(mean),
        `\`klTo\` ${against} is the mean of log π/p`,
        `${closed.data[row]} against ${mean} ± ${error}`,
        'Check its direction (this ‖ other), and that it sums over dimensions.',
      );
    }
}
