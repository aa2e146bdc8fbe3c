import { emitModel } from '../onnx/emitModel.js';
import { optimise } from '../passes/optimise.js';
import { separateOutputs } from '../passes/separateOutputs.js';
import type { Bindings, Executable, Program, TensorSpec } from '../program.js';
import { graphOf } from '../record/kept.js';
import { mapEntries, modelExecutable, programSpec } from './graphExecutable.js';
import { makePort } from './ports.js';

/** A tensor at the edge of a stored program: what it is, and its name in the ONNX model. */
export interface StoredPort extends TensorSpec {
  readonly modelName: string;
}

/** A program as a file and plain JSON: it runs without the code that wrote it. */
export interface StoredProgram {
  readonly name: string;
  /** A complete ONNX model. */
  readonly model: Uint8Array;
  readonly inputs: Readonly<Record<string, StoredPort>>;
  readonly outputs: Readonly<Record<string, StoredPort>>;
}

/** Records a program for storage. Parameters stay inputs; keep their values beside it. */
export function exportProgram(program: Program): StoredProgram {
  const graph = graphOf(program);
  optimise(graph);
  separateOutputs(graph);
  const { bytes, inputs, outputs } = emitModel(graph);
  const ports = (modelNames: ReadonlyMap<string, string>, values: ReadonlyMap<string, string>) =>
    mapEntries(modelNames, (name, modelName) => ({ ...programSpec(graph, values.get(name)!), modelName }));
  return {
    name: graph.name,
    model: bytes,
    inputs: ports(inputs, graph.inputs),
    outputs: ports(outputs, graph.outputs),
  };
}

/** Makes a stored program ready to run. @throws VEM_GRAPH_REJECTED, VEM_BINDING_INVALID, VEM_BINDING_OVERLAP, VEM_RUNTIME_UNAVAILABLE */
export function loadProgram({ name, model, inputs, outputs }: StoredProgram, bindings: Bindings = {}): Executable {
  type Ports = Readonly<Record<string, StoredPort>>;
  const bind = (ports: Ports) =>
    mapEntries(Object.entries(ports), (port, { shape, dtype }) => makePort(name, port, { shape, dtype }, bindings));
  const modelNames = (ports: Ports) => new Map(Object.entries(ports).map(([port, { modelName }]) => [port, modelName]));
  const onnxModel = { bytes: model, inputs: modelNames(inputs), outputs: modelNames(outputs) };
  return modelExecutable(name, onnxModel, bind(inputs), bind(outputs), { threads: 1 });
}
