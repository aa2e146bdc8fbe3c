import { optimise } from '../passes/optimise.js';
import type { Bindings, Engine, Executable, Program } from '../program.js';
import { graphOf } from '../record/kept.js';
import { graphExecutable } from './graphExecutable.js';
import { nativeRuntime } from './sessions/native.js';

export interface CompiledEngineOptions {
  /** Threads inside one operator; small networks gain little from more than one. Default 1. */
  readonly threads?: number;
}

/**
 * Compiles programs: each is recorded once as an ONNX graph, simplified, and executed by ONNX Runtime on the CPU. Runs
 * are synchronous and read and write the bound storage directly.
 * @throws VEM_RUNTIME_UNAVAILABLE if ONNX Runtime cannot load on this machine.
 */
export function compiledEngine({ threads = 1 }: CompiledEngineOptions = {}): Engine {
  const { version } = nativeRuntime();
  const executables = new Set<Executable>();
  return {
    kind: 'compiled',
    description: `onnxruntime ${version}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    load(program: Program, bindings: Bindings = {}): Executable {
      const graph = graphOf(program);
      optimise(graph);
      const executable = graphExecutable(graph, bindings, { threads });
      executables.add(executable);
      return {
        ...executable,
        dispose() {
          executables.delete(executable);
          executable.dispose();
        },
      };
    },
    dispose() {
      for (const executable of executables) executable.dispose();
      executables.clear();
    },
  };
}
