import type { Tensors } from '@vem/compiler';
import type { DensitySpace } from '../slots/density.js';
import type { NamedValues, Values } from './stage.js';
import { ROWS, type Subject } from './subject.js';

/** How pre-squash numbers became actions; `none`: the density has no pre-squash numbers. */
export type ObservedSquash = 'tanh' | 'identity' | 'none';

/** What a density drew, and what it says about it. */
export interface Drawn {
  readonly action: Values;
  readonly preSquash: Values | undefined;
  /** [S, B] each. */
  readonly logProb: Readonly<Partial<Record<DensitySpace, Values>>>;
  readonly squash: ObservedSquash;
}

/** Draws and checks shapes and ranges. @throws VEM_CONFORMANCE */
export function drawSamples(subject: Subject): Drawn {
  drawWithShape(subject, 1, 1);
  const outputs = drawWithShape(subject, subject.samples, ROWS);
  const { action, preSquash } = outputs;
  const squash = subject.action.kind === 'box' ? observedSquash(subject, action, preSquash) : 'none';
  if (subject.action.kind === 'finite') checkOneHot(subject, action);
  const spaces: readonly DensitySpace[] = ['u', 'box', 'finite'];
  const logProb = Object.fromEntries(spaces.flatMap((space) => (outputs[space] ? [[space, outputs[space]]] : [])));
  return { action, preSquash, logProb, squash };
}

function drawWithShape(subject: Subject, count: number, rows: number): NamedValues {
  const observation = subject.observations('observation', rows);
  const outputs = subject.run(`${count} samples at ${rows} states`, { observation }, (scope, inputs) => {
    const density = subject.density(scope, inputs.observation);
    const sample = density.sample!(count);
    const drawn: Tensors = {
      action: sample.action_SBA,
      ...(sample.preSquash_SBA ? { preSquash: sample.preSquash_SBA } : {}),
    };
    for (const [name, tensor] of Object.entries(drawn))
      requireShape(subject, `sample(${count}).${name}_SBA`, tensor.shape, [count, rows, subject.width]);
    const spaces = density.logProb ? density.spaces : [];
    const logProbs = spaces.map((space) => [space, density.logProb!(sample, space)] as const);
    for (const [space, { shape }] of logProbs) requireShape(subject, `logProb(…, '${space}')`, shape, [count, rows]);
    return { ...drawn, ...Object.fromEntries(logProbs) };
  });
  for (const [name, { data }] of Object.entries(outputs)) {
    const bad = data.findIndex((value) => !Number.isFinite(value));
    const what =
      name === 'action' || name === 'preSquash' ? `${name}_SBA of samples` : `logProb of samples in "${name}"`;
    subject.require(
      bad < 0,
      `${what} is finite`,
      `${data[bad]}`,
      'Keep logarithms and divisions away from 0, and write log-probabilities as logarithms throughout.',
    );
  }
  return outputs;
}

function requireShape(subject: Subject, what: string, shape: readonly number[], expected: readonly number[]): void {
  subject.require(
    String(shape) === String(expected),
    `${what} has shape [${expected}] for ${expected[0]} samples at ${expected[1]} states`,
    `[${shape}]`,
    'Samples come first, then states, then the entries of the action; log-probabilities are summed over these.',
  );
}

function observedSquash(subject: Subject, { data: action }: Values, preSquash: Values | undefined): ObservedSquash {
  const outside = action.findIndex((value) => Math.abs(value) > 1);
  if (preSquash === undefined) {
    subject.require(
      outside < 0,
      'actions without `preSquash_SBA` lie in [−1, 1]',
      `${action[outside]}`,
      'Return the pre-squash numbers too if actions are squashed from them, or are not bounded.',
    );
    return 'none';
  }
  const farthest = (map: (u: number) => number) =>
    preSquash.data.reduce((most, u, i) => Math.max(most, Math.abs(map(u) - action[i])), 0);
  if (farthest((u) => u) === 0) return 'identity';
  const distance = farthest(Math.tanh);
  subject.require(
    distance < 1e-5,
    'actions are tanh of their pre-squash numbers, or equal to them',
    `a difference of ${distance}`,
    'Ratios of densities are formed before the squash, which must therefore be the same everywhere.',
  );
  return 'tanh';
}

function checkOneHot(subject: Subject, { data }: Values): void {
  for (let row = 0; row < data.length; row += subject.width) {
    const entries = [...data.subarray(row, row + subject.width)];
    const oneHot =
      entries.filter((entry) => entry === 1).length === 1 &&
      entries.filter((entry) => entry === 0).length === entries.length - 1;
    subject.require(oneHot, 'finite actions are one-hot', `[${entries}]`, 'Return tf.oneHot(index, count) as float32.');
  }
}
