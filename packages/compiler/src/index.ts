import { installGradients } from './gradients/install.js';

export { type MeasureOptions, measure } from './bench/measure.js';
export { type SgemmBenchmark, sgemmBenchmark, sgemmRate } from './bench/sgemm.js';
export { type ErrorDetails, VemError } from './errors.js';
export { detach } from './gradients/detach.js';
export { differentiate } from './gradients/differentiate.js';
export { hessianProduct } from './gradients/hessianProduct.js';
export type * from './graph.js';
export { Adam, type AdamOptions, type AdamState, type AdamVectors } from './optimiser/adam.js';
export { clippedScale } from './optimiser/clippedScale.js';
export { type AdamStep, FlatKernels, type MomentumStep, type RmsPropStep } from './optimiser/flatKernels.js';
export { explain, type GraphSummary } from './passes/explain.js';
export { fingerprint } from './passes/fingerprint.js';
export type * from './program.js';
export { recordAndKeep } from './record/kept.js';
export { currentOwner, withOwner } from './record/owner.js';
export { assertPure } from './record/purity.js';
export { record } from './record/record.js';
export { type CompiledEngineOptions, compiledEngine } from './runtime/compiledEngine.js';
export { describeEngines, type EngineStatus } from './runtime/describeEngines.js';
export { type EagerEngineOptions, eagerEngine } from './runtime/eagerEngine.js';
export { FlatMemory } from './runtime/flatMemory.js';
export { loadedGraphs } from './runtime/graphExecutable.js';
export { exportProgram, loadProgram, type StoredPort, type StoredProgram } from './runtime/storedProgram.js';
export { describeThreads, type ThreadStatus } from './runtime/threads/describeThreads.js';
export {
  type CommonSource,
  type HelperPorts,
  type HelperProgram,
  HelperThreads,
  type HelperThreadsOptions,
  type InputSource,
} from './runtime/threads/helperThreads.js';

installGradients();
