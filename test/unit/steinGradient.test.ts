import { Streams } from '@vem/framework';
import { leaveOneOut, medianBandwidth, nearestNeighbourEntropy, steinDirection } from '@vem/posteriors';
import { describe, expect, it } from 'vitest';
import { momentsOf } from '../support/moments.js';
import { array, engines, type HostTensor, runProgram } from '../support/runProgram.js';

const normal = (name: string, shape: readonly number[], scale = 1): HostTensor => {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  new Streams(1).stream(name).fillNormal(values);
  return array(
    shape,
    [...values].map((value) => scale * value),
  );
};

const median = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return (low + high) / 2;
};

/** The rows of the last axis of [N, B, A] at one state: N lists of A numbers. */
const atState = ({ shape: [count, rows, width], values }: HostTensor, row: number) =>
  Array.from({ length: count }, (_, n) => values.slice((n * rows + row) * width, (n * rows + row + 1) * width));

const squaredDistance = (x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, value, a) => sum + (value - y[a]) ** 2, 0);

interface Reference {
  readonly bandwidth: number;
  /** [I][A] */
  readonly direction: number[][];
}

/** The formula, one pair after the other. `others`: particles are of one set and skip themselves in the sum. */
function reference(
  fixed: readonly number[][],
  score: readonly number[][],
  moved: readonly number[][],
  pairs: 'two sets' | 'one set' | 'others',
): Reference {
  const distances = fixed.flatMap((x, j) =>
    moved.flatMap((y, i) => (pairs !== 'two sets' && i === j ? [] : [squaredDistance(x, y)])),
  );
  const bandwidth = Math.max(median(distances) / Math.log(fixed.length), 1e-3);
  const direction = moved.map((y, i) => {
    const sum = y.map(() => 0);
    for (const [j, x] of fixed.entries()) {
      if (pairs === 'others' && i === j) continue;
      const kernel = Math.exp(-squaredDistance(x, y) / bandwidth);
      for (const a of y.keys()) sum[a] += kernel * (score[j][a] - (2 / bandwidth) * (x[a] - y[a]));
    }
    return sum.map((value) => value / (pairs === 'others' ? fixed.length - 1 : fixed.length));
  });
  return { bandwidth, direction };
}

const [J, I, B, A] = [6, 5, 3, 2];

describe.each(Object.entries(engines))('Stein direction (%s)', (_name, openEngine) => {
  const fixed = normal('fixed', [J, B, A], 0.7);
  const score = normal('score', [J, B, A], 2);

  it.each([
    ['two sets', normal('moved', [I, B, A], 0.9)],
    ['one set', undefined],
    ['others', undefined],
  ] as const)('follows the formula at each state: %s', async (pairs, moved) => {
    const outputs = await runProgram(openEngine, { fixed, score, ...(moved ? { moved } : {}) }, (given) => {
      const { direction_IBA, bandwidth_B } = steinDirection({
        fixed_JBA: given.fixed,
        score_JBA: given.score,
        ...(moved ? { moved_IBA: given.moved } : {}),
      });
      const direction = pairs === 'others' ? leaveOneOut(direction_IBA, given.score) : direction_IBA;
      return { direction, bandwidth: bandwidth_B };
    });
    for (let row = 0; row < B; row++) {
      const expected = reference(atState(fixed, row), atState(score, row), atState(moved ?? fixed, row), pairs);
      expect(outputs.bandwidth[row]).toBeCloseTo(expected.bandwidth, 5);
      const direction = atState(array([moved ? I : J, B, A], outputs.direction), row);
      for (const [i, vector] of expected.direction.entries())
        for (const [a, value] of vector.entries()) expect(direction[i][a]).toBeCloseTo(value, 4);
    }
  });

  it('vanishes on average where the particles are draws from the target', async () => {
    const count = 4000;
    const x = normal('draws', [count, 1, 1]);
    const at = [-1.5, 0, 0.3, 2];
    const directionOf = async (particles: HostTensor) => {
      const given = {
        fixed: particles,
        score: array(
          particles.shape,
          particles.values.map((value) => -value),
        ),
      };
      const { direction } = await runProgram(openEngine, { ...given, moved: array([4, 1, 1], at) }, (inputs) => ({
        direction: steinDirection({ fixed_JBA: inputs.fixed, score_JBA: inputs.score, moved_IBA: inputs.moved })
          .direction_IBA,
      }));
      return direction;
    };
    for (const value of await directionOf(x)) expect(Math.abs(value)).toBeLessThan(0.08);
    // Particles that lie too close together are driven apart, and back to the middle where they are off it.
    const narrow = await directionOf(
      array(
        x.shape,
        x.values.map((value) => 0.3 * value),
      ),
    );
    expect(narrow[3]).toBeGreaterThanOrEqual(0);
    expect(narrow[2]).toBeGreaterThan(0.1);
    const shifted = await directionOf(
      array(
        x.shape,
        x.values.map((value) => value + 1),
      ),
    );
    expect(shifted[2]).toBeLessThan(-0.1);
  });
});

describe.each(Object.entries(engines))('bandwidth (%s)', (_name, openEngine) => {
  const bandwidth = async (distance: HostTensor, withinOneSet: boolean) => {
    const { h } = await runProgram(openEngine, { distance }, (given) => ({
      h: medianBandwidth(given.distance, withinOneSet),
    }));
    return h;
  };

  it.each([
    [3, 3],
    [2, 3],
    [4, 2],
    [5, 1],
  ])('is the exact median of %i × %i pairs over the logarithm of the first number', async (fixed, moved) => {
    const values = normal('distances', [fixed, moved, B]).values.map((value) => value ** 2);
    const expected = Array.from(
      { length: B },
      (_, row) => median(values.filter((_value, index) => index % B === row)) / Math.log(fixed),
    );
    const found = await bandwidth(array([fixed, moved, B], values), false);
    for (const [row, h] of found.entries()) expect(h).toBeCloseTo(Math.max(expected[row], 1e-3), 5);
  });

  it('leaves out the distance of a particle to itself', async () => {
    const matrix = [0, 1, 4, 1, 0, 9, 4, 9, 0];
    const [h] = await bandwidth(array([3, 3, 1], matrix), true);
    expect(h).toBeCloseTo(4 / Math.log(3), 5);
  });

  it('does not vanish with the distances', async () => {
    expect(await bandwidth(array([2, 2, 2], [0, 1, 0, 2, 0, 3, 0, 4]), false)).toEqual([
      Math.fround(1e-3),
      expect.closeTo(2.5 / Math.LN2, 5),
    ]);
  });
});

describe('entropy by nearest neighbours', () => {
  const estimate = async (distance: HostTensor, dimension: number, withinOneSet: boolean) => {
    const { entropy } = await runProgram(engines.compiled, { distance }, (given) => ({
      entropy: nearestNeighbourEntropy(given.distance, dimension, withinOneSet),
    }));
    return entropy;
  };

  const distancesBetween = (x: HostTensor, y: HostTensor) => {
    const [rows] = x.shape.slice(1);
    const values = Array.from({ length: x.shape[0] * y.shape[0] * rows }, () => 0);
    for (let row = 0; row < rows; row++) {
      const [first, second] = [atState(x, row), atState(y, row)];
      for (const [j, a] of first.entries())
        for (const [i, b] of second.entries()) values[(j * second.length + i) * rows + row] = squaredDistance(a, b);
    }
    return array([x.shape[0], y.shape[0], rows], values);
  };

  it.each([1, 2, 3])('is that of a normal distribution in %i dimensions, from few particles too', async (dimension) => {
    const std = 0.3;
    const exact = dimension * (0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(std));
    for (const [count, rows, bias] of [
      [100, 20, 0.05 * dimension],
      [8, 300, 0.25 * dimension],
    ]) {
      const x = normal('x', [count, rows, dimension], std);
      const between = momentsOf(
        await estimate(distancesBetween(x, normal('y', [count, rows, dimension], std)), dimension, false),
      );
      const within = momentsOf(await estimate(distancesBetween(x, x), dimension, true));
      for (const { mean, standardError } of [between, within])
        expect(Math.abs(mean - exact), `${mean} instead of ${exact}`).toBeLessThan(bias + 4 * standardError);
    }
  });

  it('stays finite where particles coincide', async () => {
    const [entropy] = await estimate(array([2, 2, 1], [0, 0, 0, 0]), 2, true);
    expect(entropy).toBeLessThan(-20);
    expect(Number.isFinite(entropy)).toBe(true);
  });
});
