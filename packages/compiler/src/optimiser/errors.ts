import { VemError } from '../errors.js';

/** A vector that the optimiser's kernels cannot work on. */
export function kernelOperand(rule: string, received: string): VemError {
  return new VemError(
    `optimiser kernel: a vector must be ${rule} – received ${received} – allocate all vectors of a group from one FlatMemory with one length`,
    {
      code: 'VEM_KERNEL_OPERAND',
      received,
      hint: 'allocate all vectors of a group from one FlatMemory with one length',
    },
  );
}

/** State that belongs to another optimiser. */
export function optimiserState(received: string): VemError {
  return new VemError(
    `Adam: restored state must fit the parameters – received ${received} – restore a state of the same group`,
    {
      code: 'VEM_OPTIMISER_STATE',
      received,
      hint: 'restore a state of the same group',
    },
  );
}
