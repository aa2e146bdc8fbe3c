import * as tf from '@tensorflow/tfjs-core';
import type { ActionSample, DensitySpace } from '../slots/density.js';
import type { Members } from './members.js';
import { distributionDistance, estimate, logSechSquared, quantile, unitBox, wholeLine } from './numbers.js';
import type { Drawn, ObservedSquash } from './samples.js';
import type { Values } from './stage.js';
import { ROWS, type Subject } from './subject.js';

const GRID = 8001;
/** Largest share by which an integral over the grid may miss. */
const PRECISION = 2e-3;
/** Largest Kolmogorov–Smirnov distance times √S; a correct sampler exceeds it once in 10⁵ times. */
const DISTANCE = 2.5;

/** Pre-squash numbers where there are any, else actions: what a density on a box is integrated over. */
export interface Coordinates {
  readonly space: 'u' | 'box';
  readonly squash: ObservedSquash;
}

export const coordinatesOf = (spaces: readonly DensitySpace[], drawn: Drawn | undefined): Coordinates =>
  drawn === undefined
    ? { space: spaces.includes('u') ? 'u' : 'box', squash: spaces.includes('u') ? 'tanh' : 'none' }
    : { space: drawn.squash === 'none' ? 'box' : 'u', squash: drawn.squash };

/** The action that has these coordinates. */
export function sampleAt({ space, squash }: Coordinates, point_SBA: tf.Tensor): ActionSample {
  if (space === 'box') return { action_SBA: point_SBA };
  return { action_SBA: squash === 'tanh' ? tf.tanh(point_SBA) : point_SBA, preSquash_SBA: point_SBA };
}

/** log of the volume that a step of the coordinate has in the measure of `space`. */
const logVolume = (coordinates: Coordinates, space: DensitySpace, at: number): number =>
  coordinates.squash === 'tanh' && space === 'box' ? logSechSquared(at) : 0;

/** Entry `entry` of row `row` of [S, B, A], ascending. */
function sortedColumn({ shape, data }: Values, row: number, entry: number, from = 0, to = shape[0]): Float64Array {
  const [, rows, width] = shape;
  return Float64Array.from({ length: to - from }, (_, s) => data[((from + s) * rows + row) * width + entry]).sort();
}

/**
 * On one dimension: the density integrates to its mass in each of its spaces, and samples are distributed by it.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkIntegral(subject: Subject, { spaces, mass }: Members, drawn: Drawn | undefined): void {
  const coordinates = coordinatesOf(spaces, drawn);
  const points = coordinates.space === 'u' ? drawn?.preSquash : drawn?.action;
  const columns = Array.from({ length: ROWS }, (_, row) => points && sortedColumn(points, row, 0));
  const grids = columns.map((sorted) => (coordinates.space === 'box' ? unitBox(GRID) : lineAround(sorted)));
  const point = {
    shape: [GRID, ROWS, 1],
    data: Float32Array.from({ length: GRID * ROWS }, (_, i) => grids[i % ROWS].at[Math.floor(i / ROWS)]),
  };
  const outputs = subject.run('on a grid', { observation: subject.observations(), point }, (scope, inputs) => {
    const density = subject.density(scope, inputs.observation);
    return Object.fromEntries(
      spaces.map((space) => [space, density.logProb!(sampleAt(coordinates, inputs.point), space)]),
    );
  });
  for (const space of spaces)
    for (const [row, { at, weight }] of grids.entries()) {
      const held = weight.map(
        (value, g) => value * Math.exp(outputs[space].data[g * ROWS + row] + logVolume(coordinates, space, at[g])),
      );
      const integral = held.reduce((sum, value) => sum + value, 0);
      subject.require(
        Math.abs(integral / mass - 1) <= PRECISION,
        `the density integrates to ${mass} in space "${space}"`,
        `${integral}`,
        'Check the normalising constant, and the determinant of the squash.',
      );
      const sorted = columns[row];
      if (!sorted) continue;
      const distance = distributionDistance(sorted, at, held);
      subject.require(
        distance * Math.sqrt(sorted.length) <= DISTANCE,
        `samples are distributed by the density in space "${space}"`,
        `a distance of ${distance.toFixed(3)} between their distribution functions`,
        '`sample` and `logProb` must describe the same distribution.',
      );
    }
}

/** Around the middle of the samples, at their scale. */
function lineAround(sorted: Float64Array | undefined) {
  if (!sorted) return wholeLine(0, 1, GRID);
  const width = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  return wholeLine(quantile(sorted, 0.5), Math.max(width, 1e-6), GRID);
}

/**
 * On any number of dimensions: the mean of 1/p over the samples in a region is the region's volume. The region comes
 * from the first half of the samples, the mean from the second.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkVolume(subject: Subject, { spaces, mass }: Members, drawn: Drawn): void {
  const coordinates = coordinatesOf(spaces, drawn);
  const points = coordinates.space === 'u' ? drawn.preSquash! : drawn.action;
  const space = spaces.includes(coordinates.space) ? coordinates.space : spaces[0];
  const [samples, rows, width] = points.shape;
  const half = samples / 2;
  // A quarter of the samples lies inside, if dimensions are independent.
  const margin = 0.5 * (1 - 0.25 ** (1 / width));
  for (let row = 0; row < rows; row++) {
    const sides = Array.from({ length: width }, (_, entry) => sortedColumn(points, row, entry, 0, half)).map(
      (sorted) => [quantile(sorted, margin), quantile(sorted, 1 - margin)],
    );
    const volume = sides.reduce((product, [low, high]) => product * (high - low), 1);
    const terms = Float64Array.from({ length: samples - half }, (_, s) => {
      const index = (half + s) * rows + row;
      const at = points.data.subarray(index * width, (index + 1) * width);
      if (at.some((value, entry) => value < sides[entry][0] || value > sides[entry][1])) return 0;
      const jacobian = at.reduce((sum, value) => sum + logVolume(coordinates, space, value), 0);
      return Math.exp(-(drawn.logProb[space]!.data[index] + jacobian)) / volume;
    });
    const { mean, error } = estimate(terms);
    subject.require(
      Math.abs(mean * mass - 1) <= 5 * error * mass + 0.01,
      'samples fall into a region as often as the density says',
      `${mean * mass} ± ${error * mass} times as often`,
      '`sample` and `logProb` must describe the same distribution; log-probabilities are summed over dimensions.',
    );
  }
}
