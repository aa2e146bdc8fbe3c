import { FlatKernels, FlatMemory } from '@vem/compiler';
import type { BoundSlot, FlatGroup, Optimiser, ParameterStore, Progress, StepOccasion } from '@vem/framework';

export const START: Progress = { envSteps: 0, updates: 0, rollouts: 0, fraction: 0 };

/** One group of parameters under an optimiser, with everything that this needs to move it. */
export function oneGroup(
  bound: BoundSlot<'optimiser'>,
  own: Partial<Pick<FlatGroup, 'name' | 'learningRate' | 'clipNorm'>> = {},
  length = 2,
) {
  const declared = { groupNames: ['critic', 'posterior'] } as unknown as ParameterStore;
  const optimiser: Optimiser = bound.create(...([declared] as never[]));
  const memory = new FlatMemory(2 ** 12);
  const allocate = () => memory.allocate(length);
  const [parameters, gradient] = [allocate(), allocate()];
  const vectors = Array.from({ length: optimiser.vectors }, allocate);
  const group = { name: 'critic', learningRate: undefined, clipNorm: undefined, ...own, parameters, gradient };
  const attached = optimiser.attach(group, vectors, new FlatKernels(memory));
  return {
    optimiser,
    parameters,
    gradient,
    vectors,
    attached,
    /** A step, at the start of the run and at full scale unless said otherwise. */
    step: (occasion: Partial<StepOccasion> = {}) => attached.step({ progress: START, scale: 1, ...occasion }),
  };
}

/** Steps on changing gradients. */
export function go({ gradient, step }: ReturnType<typeof oneGroup>, from: number, to: number): void {
  for (let t = from; t < to; t++) {
    gradient.set([Math.sin(t), Math.cos(3 * t)]);
    step();
  }
}

/** The numbers of one that goes on from the state of another, next to those of that one. */
export function resumed(make: () => ReturnType<typeof oneGroup>) {
  const [first, second] = [make(), make()];
  go(first, 0, 20);
  const state = structuredClone(first.attached.state());
  second.parameters.set(first.parameters);
  second.attached.restore(state);
  go(first, 20, 40);
  go(second, 20, 40);
  return [first, second].map(({ parameters, attached }) => [[...parameters], attached.state()]);
}
