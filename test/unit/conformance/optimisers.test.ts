import type { BoundSlot, ComponentState, GroupOptimiser, Optimiser } from '@vem/framework';
import { checkOptimiser } from '@vem/framework/testing';
import { adam, sgd } from '@vem/training';
import { describe, it } from 'vitest';
import { withMembers } from '../../support/exchanged.js';
import { catches } from '../../support/mutants.js';
import { bindSmall, shippedFor } from '../../support/shippedPlugins.js';

type Bound = BoundSlot<'optimiser'>;
type Attached = Parameters<Optimiser['attach']>;
type Change = (own: GroupOptimiser, ...given: Attached) => object;

const withOptimiser = (bound: Bound, change: (optimiser: Optimiser) => Partial<Optimiser>): Bound => {
  const create = bound.create as (...given: unknown[]) => Optimiser;
  const make = (...given: unknown[]) => {
    const optimiser = create(...given);
    return { ...optimiser, ...change(optimiser) };
  };
  return { ...bound, create: make } as unknown as Bound;
};

/** Parts of what moves a group are exchanged. */
const changed = (change: Change, bound: Bound = sgd({ momentum: 0.5 })) =>
  withOptimiser(bound, (optimiser) => ({
    attach: (...given) => {
      const own = optimiser.attach(...given);
      return withMembers(own, change(own, ...given) as Readonly<Record<string, unknown>>);
    },
  }));

type Step = GroupOptimiser['step'];
const stepping =
  (change: (step: Step, ...given: Attached) => Step): Change =>
  (own, ...given) => ({
    step: change(own.step.bind(own), ...given),
  });
let steps = 0;

describe('mutants of an optimiser', () => {
  catches<Bound>(checkOptimiser, () => sgd({ momentum: 0.5 }), [
    [
      'uphill',
      () =>
        changed(
          stepping((step, { gradient }) => (occasion) => {
            step({ ...occasion, scale: -occasion.scale });
            gradient.set(gradient);
          }),
        ),
      'goes against the gradient',
    ],
    [
      'a gradient that is scaled in place',
      () =>
        changed(
          stepping((step, { gradient }) => (occasion) => {
            step(occasion);
            for (const [i, value] of gradient.entries()) gradient[i] = value / 2;
          }),
        ),
      'the gradient is left as it is',
    ],
    [
      'a division by nothing',
      () =>
        changed(
          stepping((step, { gradient, parameters }) => (occasion) => {
            step(occasion);
            parameters[0] += gradient[0] / Math.hypot(...gradient) / 100;
          }),
        ),
      'nothing moves',
    ],
    [
      'a counter of all groups',
      () =>
        changed(
          stepping((step, { parameters }) => (occasion) => {
            step(occasion);
            if (occasion.progress.updates === 0 && parameters[0] !== 0) parameters[0] -= 1e-4 * ++steps;
          }),
        ),
      'alike',
    ],
    [
      'a live state',
      () => changed((_own, _group, [velocity]) => ({ state: () => ({ velocity }) })),
      'state() is a copy',
    ],
    [
      'a velocity that is not saved',
      () =>
        changed((own) => ({
          restore: (state: ComponentState) => own.restore({ velocity: (state.velocity as Float32Array).map(() => 0) }),
        })),
      'after restore()',
    ],
    [
      'a counter that is not saved',
      () =>
        changed(
          stepping((step) => {
            let count = 0;
            return (occasion) => step({ ...occasion, scale: occasion.scale / Math.sqrt(++count) });
          }),
        ),
      'after restore()',
    ],
    [
      'a scale that is not heeded',
      () => changed(stepping((step) => (occasion) => step({ ...occasion, scale: 1 }))),
      'at scale ½',
    ],
    [
      'a norm that is not heeded',
      () =>
        withOptimiser(sgd(), ({ attach }) => ({
          attach: (group, ...rest) => attach({ ...group, clipNorm: undefined }, ...rest),
        })),
      '`clipNorm`',
    ],
    [
      'a rate that is not the group’s',
      () =>
        withOptimiser(sgd(), ({ attach }) => ({
          attach: (group, ...rest) => attach({ ...group, learningRate: undefined }, ...rest),
        })),
      'own rate takes precedence',
    ],
    ['half a vector', () => withOptimiser(sgd(), () => ({ vectors: 0.5 })), '`vectors` is a whole number'],
    [
      'a step beyond the vector',
      () =>
        changed(
          stepping((step, { parameters }) => (occasion) => {
            step(occasion);
            new Float32Array(parameters.buffer, parameters.byteOffset, parameters.length + 1)[parameters.length] += 1;
          }),
        ),
      /only its own vectors|nothing moves/,
    ],
    [
      'squares that overflow',
      () =>
        changed(
          stepping((step, { gradient, parameters }) => (occasion) => {
            step(occasion);
            const square = Math.fround(Math.fround(gradient[0] ** 3) * gradient[0] ** 3);
            if (gradient[0] !== 0)
              parameters[0] -= 1e-3 * (gradient[0] / (square + 1e-30)) * square * 1e-9 * Math.sign(gradient[0]);
          }),
        ),
      /finite after gradients|alike|own rate/,
    ],
  ]);
});

describe('optimisers that are shipped keep the rules of their slot', () => {
  it.each(shippedFor('optimiser'))('%s', (_name, plugin) => checkOptimiser(bindSmall(plugin) as Bound));
  it.each([
    ['adam with a largest norm', adam({ clipNorm: 1 })],
    ['sgd with momentum', sgd({ momentum: 0.9, nesterov: true })],
  ])('%s', (_name, bound) => checkOptimiser(bound));
});
