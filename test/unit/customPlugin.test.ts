import * as tf from '@tensorflow/tfjs-core';
import { compiledEngine } from '@vem/compiler';
import { compose, type Noise, Streams } from '@vem/framework';
import { checkPosterior, checkPrior } from '@vem/framework/testing';
import { tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { replay, samplePosterior } from '@vem/training';
import { describe, expect, it } from 'vitest';
import {
  annealed,
  plugins,
  singleQ,
  studentT,
  studentTPolicy,
  thermostat,
} from '../../examples/custom-plugin/src/index.js';
import { studentTDensity } from '../../examples/custom-plugin/src/studentTDensity.js';

const silent: Noise = { normal: (shape) => tf.zeros([...shape]), uniform: (shape) => tf.zeros([...shape]) };

/** Log-densities of the example's Student-t at points of one dimension. */
function logProb(degreesOfFreedom: number, scale: number, points: readonly number[]): number[] {
  const engine = compiledEngine();
  const { outputs, run, inputs } = engine.load({
    name: 'density',
    inputs: { u: { shape: [points.length, 1, 1], dtype: 'float32' } },
    body: ({ u }) => {
      const density = studentTDensity(degreesOfFreedom, scale, [1, 1], silent);
      return { logProb: density.logProb!({ action_SBA: tf.tanh(u), preSquash_SBA: u }, 'u') };
    },
  });
  inputs.u.data.set(points);
  run();
  const values = [...outputs.logProb.data];
  engine.dispose();
  return values;
}

describe('the example of a plugin package', () => {
  it('has the density of Student’s t', () => {
    const points = [0, 1, -2.5, 100];
    // Closed forms: ν = 1 is Cauchy's 1/(π(1 + u²)); ν = 2 is (2 + u²)^(−3/2).
    for (const [i, value] of logProb(1, 1, points).entries())
      expect(value).toBeCloseTo(-Math.log(Math.PI * (1 + points[i] ** 2)), 5);
    for (const [i, value] of logProb(2, 1, points).entries())
      expect(value).toBeCloseTo(-1.5 * Math.log(2 + points[i] ** 2), 4);
    // Many degrees of freedom: nearly the Gaussian of the same scale.
    expect(logProb(10_000, 0.5, [0.3])[0]).toBeCloseTo(-0.5 * 0.36 - Math.log(0.5) - 0.5 * Math.log(2 * Math.PI), 3);
  });

  it.each([1, 3, 30])('keeps the rules of priors with %i degrees of freedom', (degreesOfFreedom) =>
    checkPrior(studentT({ degreesOfFreedom, scale: 0.7 })),
  );

  it.each([1, 5])('keeps the rules of posteriors with %i degrees of freedom', (degreesOfFreedom) =>
    checkPosterior(studentTPolicy({ degreesOfFreedom, hidden: [8] })),
  );

  it('has an environment that rewards heating a cold room', () => {
    const factory = thermostat({ wanted: 21 }).create();
    const returnOf = (power: number) => {
      const environment = factory.create(20, new Streams(1).stream('room'));
      environment.reset();
      let sum = 0;
      for (let t = 0; t < 50; t++)
        for (const reward of environment.step(new Float32Array(20).fill(power)).reward_N) sum += reward;
      return sum;
    };
    expect(returnOf(1.5)).toBeGreaterThan(returnOf(0));
    expect(returnOf(1.5)).toBeGreaterThan(returnOf(3));
  });

  it('trains in the slots of SAC', async () => {
    const run = compose(
      {
        ...sac(),
        environment: thermostat(),
        prior: studentT(),
        temperature: annealed({ to: 0.1 }),
        valueEstimator: singleQ({ hidden: [16] }),
        posterior: tanhGaussian({ hidden: [16] }),
        data: replay({ batchSize: 32, startAfter: 100 }),
        behaviour: samplePosterior({ warmUpSteps: 100 }),
      },
      { seed: 1 },
    );
    let metrics: Readonly<Record<string, number>> = {};
    for await (const report of run.train({ envSteps: 400, reportEvery: 100 })) ({ metrics } = report);
    const { updates } = run.counters;
    run.dispose();
    expect(updates).toBe(301);
    expect(Object.values(metrics).every((value) => Number.isFinite(value))).toBe(true);
    // α falls geometrically from 1 to .1; the metric is its mean from step 301 to 400.
    expect(metrics['temperature/alpha']).toBeCloseTo(0.1 ** 0.876, 2);
  });

  it('lists its plugins', () => {
    expect(plugins.map(({ slot, pluginName }) => `${slot}/${pluginName}`)).toEqual([
      'prior/student-t',
      'posterior/student-t',
      'temperature/annealed',
      'valueEstimator/single-q',
      'schedule/bursts',
      'environment/Thermostat',
    ]);
  });
});
