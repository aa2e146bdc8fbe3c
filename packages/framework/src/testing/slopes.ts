import * as tf from '@tensorflow/tfjs-core';
import type { DensitySpace } from '../slots/density.js';
import { type Coordinates, sampleAt } from './mass.js';
import type { NamedValues, Values } from './stage.js';
import { ROWS, type Subject } from './subject.js';

const POINTS = 16;

/**
 * Gradients that learning needs exist and are finite: of log-probabilities by actions (far ones included) and by
 * parameters, and of samples by parameters where the plugin says that samples are pathwise.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkGradients(
  subject: Subject,
  spaces: readonly DensitySpace[],
  coordinates: Coordinates | undefined,
): void {
  const { stage, bound } = subject;
  const observation = subject.observations();
  const learns = stage.ownGroups.length > 0;
  if (coordinates) {
    const point = pointsFor(subject, coordinates);
    for (const space of spaces) {
      const slopes = stage.gradients(
        subject.programName(`gradient of logProb in ${space}`),
        { observation, point },
        ['point'],
        (scope, inputs) =>
          tf.sum(subject.density(scope, inputs.observation).logProb!(sampleAt(coordinates, inputs.point), space)),
      );
      requireFinite(subject, slopes, `the gradient of logProb in space "${space}"`);
      if (learns) requireSomething(subject, slopes, `logProb in space "${space}"`);
    }
  }
  if (!learns || !bound.provides.includes('pathwise')) return;
  const slopes = stage.gradients(subject.programName('gradient of samples'), { observation }, [], (scope, inputs) =>
    tf.sum(subject.density(scope, inputs.observation).sample!(2).action_SBA),
  );
  requireFinite(subject, slopes, 'the gradient of samples');
  requireSomething(subject, slopes, 'samples');
}

/** Pre-squash numbers up to about ±25, where careless log-determinants fail; actions just inside the box. */
function pointsFor(subject: Subject, { space }: Coordinates): Values {
  const { shape, data } = subject.stage.normal('point', [POINTS, ROWS, subject.width]);
  return { shape, data: data.map((value) => (space === 'u' ? 8 * value : 0.999 * Math.tanh(value))) };
}

function requireFinite(subject: Subject, slopes: NamedValues, what: string): void {
  for (const [name, { data }] of Object.entries(slopes)) {
    const bad = data.findIndex((value) => !Number.isFinite(value));
    subject.require(
      bad < 0,
      `${what} is finite`,
      `${data[bad]} by "${name}"`,
      'Use forms without overflow: softplus for log(1 + eˣ), logarithms instead of products of densities.',
    );
  }
}

function requireSomething(subject: Subject, slopes: NamedValues, what: string): void {
  const parameters = Object.entries(slopes).filter(([name]) => name !== 'point');
  subject.require(
    parameters.some(([, { data }]) => data.some((value) => value !== 0)),
    `${what} moves with the parameters`,
    'a gradient of 0 for all of them',
    'Read parameters by `step.parameters(group)` and do not `detach` what is to be learned.',
  );
}
