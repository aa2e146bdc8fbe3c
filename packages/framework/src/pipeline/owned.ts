import { Tensor } from '@tensorflow/tfjs-core';
import { withOwner } from '@vem/compiler';

/** Objects made of functions, as programs and densities are; tensors and plain data pass through unchanged. */
const isProgramObject = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Tensor) &&
  Object.values(value).some((member) => typeof member === 'function');

/**
 * The same object, every function of which runs under the slot's label, and so do the functions of what they return:
 * a kernel that a belief records names the posterior, whoever called it.
 */
export function owned<T extends object>(label: string, program: T): T {
  return new Proxy(program, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        withOwner(label, () => {
          const result: unknown = Reflect.apply(member, target, args);
          return isProgramObject(result) ? owned(label, result) : result;
        });
    },
  });
}
