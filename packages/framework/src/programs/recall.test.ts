import * as tf from '@tensorflow/tfjs-core';
import { compiledEngine, differentiate } from '@vem/compiler';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type RecalledRows, recall } from './recall.js';

const [T, K, N] = [5, 3, 2];
const WEIGHT = 0.8;

/** Remembers tanh(x + weight · h): one number of one number. */
const cell = (weight: tf.Tensor) => ({
  read: (observation_BO: tf.Tensor) => observation_BO,
  next: (read_BX: tf.Tensor, before_BM: tf.Tensor) => tf.tanh(tf.add(read_BX, tf.mul(weight, before_BM))),
});

interface Rows {
  /** [steps · N] each, time first. */
  readonly own: readonly number[];
  readonly stored: readonly number[];
  readonly ended: readonly number[];
}

/** What is remembered at each row, and the slope of its sum in the weight, by a plain loop. */
function byLoop(rows: Rows, before: Rows | undefined, weight = WEIGHT) {
  const [after, slopes]: number[][] = [[], []];
  const goOn = ({ own, stored, ended }: Rows, begun: (readonly [h: number, slope: number] | undefined)[]) => {
    const now = [...begun];
    for (let row = 0; row < own.length; row++) {
      const [h, slope] = now[row % N] ?? [stored[row], 0];
      const value = Math.tanh(own[row] + weight * h);
      const rise = (1 - value * value) * (h + weight * slope);
      after.push(value);
      slopes.push(rise);
      now[row % N] = ended[row] === 1 ? undefined : [value, rise];
    }
    return now;
  };
  const begun: (readonly [number, number] | undefined)[] = Array.from({ length: N });
  let woken = begun;
  if (before) {
    woken = goOn(before, begun).map((left) => left && ([left[0], 0] as const));
    after.length = 0;
    slopes.length = 0;
  }
  goOn(rows, woken);
  return { after, slope: slopes.reduce((sum, value) => sum + value, 0) };
}

const engine = compiledEngine();
afterAll(() => engine.dispose());

/** The same as a program, with its gradient in the weight. */
function loaded(burnIn: boolean) {
  const float = 'float32' as const;
  const columns = (steps: number, prefix: string) =>
    Object.fromEntries(
      [
        ['own', [steps * N, 1]],
        ['stored', [steps * N, 1]],
        ['ended', [steps * N]],
      ].map(([name, shape]) => [`${prefix}/${name as string}`, { shape: shape as number[], dtype: float }]),
    );
  const executable = engine.load(
    differentiate({
      name: `recall ${burnIn}`,
      inputs: {
        weight: { shape: [], dtype: float },
        ...columns(T, 'rows'),
        ...(burnIn ? columns(K, 'before') : {}),
      },
      groups: { memory: ['weight'] },
      body: (given) => {
        const rows = (prefix: string, steps: number): RecalledRows => ({
          own_BO: given[`${prefix}/own`],
          stored_BM: given[`${prefix}/stored`],
          ended_B: given[`${prefix}/ended`],
          time: { steps, count: N },
        });
        const after = recall(cell(given.weight), rows('rows', T), burnIn ? rows('before', K) : undefined);
        return { losses: [{ value: tf.sum(after), group: 'memory', rows: 'coupled' }], outputs: { after } };
      },
    }),
  );
  return (rows: Rows, before?: Rows) => {
    const { inputs, outputs } = executable;
    inputs.weight.data[0] = WEIGHT;
    for (const [prefix, all] of Object.entries({ rows, ...(before ? { before } : {}) }))
      for (const [name, values] of Object.entries(all)) inputs[`${prefix}/${name}`]?.data.set(values);
    executable.run();
    return { after: [...outputs.after.data], slope: outputs['gradient/weight'].data[0] };
  };
}

const number = fc.double({ min: -2, max: 2, noNaN: true });
const rowsOf = (steps: number): fc.Arbitrary<Rows> => {
  const list = <X>(of: fc.Arbitrary<X>) => fc.array(of, { minLength: steps * N, maxLength: steps * N });
  return fc.record({
    own: list(number),
    stored: list(fc.double({ min: -1, max: 1, noNaN: true })),
    ended: list(fc.constantFrom(0, 0, 0, 1)),
  });
};

describe('what is remembered along sequences', () => {
  it.each([false, true])('is that of a plain loop which starts anew behind every end, burn-in: %s', (burnIn) => {
    const run = loaded(burnIn);
    fc.assert(
      fc.property(rowsOf(T), rowsOf(K), (rows, before) => {
        const given = burnIn ? before : undefined;
        const [found, wanted] = [run(rows, given), byLoop(rows, given)];
        for (const [row, value] of wanted.after.entries()) expect(found.after[row]).toBeCloseTo(value, 5);
        // Along time, but not through the steps that only wake the memory up.
        expect(found.slope).toBeCloseTo(wanted.slope, 3);
      }),
      { numRuns: 100 },
    );
  });
});
