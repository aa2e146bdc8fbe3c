import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Noise } from '../slots/step.js';
import { dropout } from './dropout.js';

describe('units that are left out', () => {
  it('are a share of all, and the rest make up for them', () => {
    const grid: Noise = {
      normal: () => expect.unreachable('units are drawn uniformly'),
      uniform: (shape) => tf.div(tf.reshape(tf.range(0, 100), [...shape]), 100),
    };
    const kept = tf.tidy(() => dropout(tf.fill([10, 10], 3), 0.25, grid).dataSync());
    expect([...kept.slice(0, 25)]).toEqual(Array(25).fill(0));
    for (const value of kept.slice(25)) expect(value).toBeCloseTo(4, 6);
  });
});
