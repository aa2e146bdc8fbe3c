import * as tf from '@tensorflow/tfjs-core';
import type { Members } from './members.js';
import type { Drawn } from './samples.js';
import { ROWS, type Subject } from './subject.js';

const PRECISION = 1e-4;

/**
 * Over finitely many actions: probabilities add up to the mass, the enumeration agrees with `logProb`, and samples
 * occur as often as they should.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkFinite(subject: Subject, members: Members, drawn: Drawn | undefined): void {
  const count = subject.width;
  const outputs = subject.run('all actions', { observation: subject.observations() }, (scope, { observation }) => {
    const density = subject.density(scope, observation);
    const each_ABA = tf.tile(tf.expandDims(tf.eye(count), 1), [1, ROWS, 1]);
    const asked = density.logProb ? { asked: density.logProb({ action_SBA: each_ABA }, 'finite') } : {};
    const listed = density.enumerate ? { listed: tf.transpose(density.enumerate().logProb_BA) } : {};
    return { ...asked, ...listed, observation };
  });
  const { asked, listed } = outputs;
  // [A, B] both.
  const probability = (asked ?? listed)?.data.map((value) => Math.exp(value));
  if (!probability) return;
  for (let row = 0; row < ROWS; row++) {
    const own = Array.from({ length: count }, (_, action) => probability[action * ROWS + row]);
    const sum = own.reduce((total, value) => total + value, 0);
    subject.require(
      Math.abs(sum / members.mass - 1) <= PRECISION,
      `probabilities add up to ${members.mass}`,
      `${sum}`,
      'Normalise over the actions.',
    );
    if (drawn)
      checkFrequencies(
        subject,
        drawn,
        row,
        own.map((value) => value / sum),
      );
  }
  if (!asked || !listed) return;
  const farthest = asked.data.reduce((most, value, i) => Math.max(most, Math.abs(value - listed.data[i])), 0);
  subject.require(
    members.has('enumerate') && farthest <= PRECISION,
    '`enumerate` and `logProb` agree',
    `a difference of ${farthest}`,
    'Both are log-probabilities of the same actions, in the same order.',
  );
}

function checkFrequencies(subject: Subject, { action }: Drawn, row: number, probabilities: readonly number[]): void {
  const [samples, rows, count] = action.shape;
  for (const [index, probability] of probabilities.entries()) {
    let drawn = 0;
    for (let s = 0; s < samples; s++) drawn += action.data[(s * rows + row) * count + index];
    const error = Math.sqrt((probability * (1 - probability)) / samples);
    const frequency = drawn / samples;
    subject.require(
      Math.abs(frequency - probability) <= 5 * error + 1e-6,
      'samples occur as often as the density says',
      `action ${index} in ${frequency} of the samples, at probability ${probability}`,
      '`sample` and `logProb` must describe the same distribution.',
    );
  }
}
