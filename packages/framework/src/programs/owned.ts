import { Tensor } from '@tensorflow/tfjs-core';
import { currentOwner, withOwner } from '@vem/compiler';

const isPlainData = (value: object): boolean =>
  [Tensor, Array, Map, Set].some((kind) => value instanceof kind) || ArrayBuffer.isView(value);

/** Looks at properties without running getters, which may ask for inputs. */
const hasFunction = (value: object): boolean =>
  Object.entries(Object.getOwnPropertyDescriptors(value)).some(
    ([name, property]) => name !== 'constructor' && typeof property.value === 'function',
  );

/** Objects made of functions, as programs and densities are; tensors and plain data pass through unchanged. */
function isProgramObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || isPlainData(value)) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  return hasFunction(value) || (prototype !== null && prototype !== Object.prototype && hasFunction(prototype));
}

const labelled = new WeakSet<object>();
const looked = new WeakSet<object>();

/** Whether the shapes of what it gives are looked at, under whosever label it goes. */
export const isLookedAt = (program: object): boolean => looked.has(program);

/** The same object, from which shapes are looked at. */
export function lookedAt<T extends object>(program: T): T {
  looked.add(program);
  return program;
}

/**
 * The same object, every function of which runs under the slot's label, and so do the functions of what they return:
 * a kernel that a belief records names the posterior, whoever called it. What a caller hands over stays the caller's.
 */
export function owned<T extends object>(label: string, program: T): T {
  if (labelled.has(program)) return program;
  const proxy = new Proxy(program, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const caller = currentOwner().at(-1);
        const given = caller === undefined ? args : args.map((value) => ownedIfProgram(caller, value));
        return withOwner(label, () => ownedIfProgram(label, Reflect.apply(member, target, given)));
      };
    },
  });
  labelled.add(proxy);
  if (looked.has(program)) looked.add(proxy);
  return proxy;
}

const ownedIfProgram = (label: string, value: unknown): unknown =>
  isProgramObject(value) ? owned(label, value) : value;
