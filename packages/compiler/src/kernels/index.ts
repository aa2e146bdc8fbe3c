import { activationKernels } from './activations.js';
import { arithmeticKernels } from './arithmetic.js';
import { comparisonKernels } from './comparisons.js';
import { constantKernels } from './constants.js';
import { indexingKernels } from './indexing.js';
import type { KernelRecorder } from './kernel.js';
import { layoutKernels } from './layout.js';
import { matMulKernels } from './matmul.js';
import { reductionKernels } from './reductions.js';
import { unaryKernels } from './unary.js';

/** The translation of every tfjs kernel that a compiled program may use. */
export const kernelRecorders: readonly KernelRecorder[] = [
  ...arithmeticKernels,
  ...comparisonKernels,
  ...unaryKernels,
  ...activationKernels,
  ...matMulKernels,
  ...reductionKernels,
  ...layoutKernels,
  ...indexingKernels,
  ...constantKernels,
];
