import { channel } from 'node:diagnostics_channel';
import type { Graph } from '../graph.js';
import { emitModel, type OnnxModel } from '../onnx/emitModel.js';
import { reshapeAtPorts } from '../passes/reshapeAtPorts.js';
import { separateOutputs } from '../passes/separateOutputs.js';
import type { Bindings, DataType, Executable, HostArray, Port, TensorSpec } from '../program.js';
import { bindingsOverlap } from './errors.js';
import { elementCount, hostArray, makePort, overlap } from './ports.js';
import { Session, type SessionOptions } from './sessions/session.js';

/** Hears of every graph that is about to be loaded, as ONNX Runtime gets it; nobody listens but tests and tools. */
export const loadedGraphs = channel('vem:graph');

/** Makes a graph ready to run. @throws VEM_BINDING_INVALID, VEM_BINDING_OVERLAP, VEM_GRAPH_REJECTED */
export function graphExecutable(graph: Graph, bindings: Bindings, options: SessionOptions): Executable {
  const port = (name: string, spec: TensorSpec) => makePort(graph.name, name, spec, bindings);
  const inputs = mapEntries(graph.inputs, (name) => port(name, graph.inputSpecs.get(name)!));
  const outputs = mapEntries(graph.outputs, (name, value) => port(name, programSpec(graph, value)));
  reshapeAtPorts(graph);
  separateOutputs(graph);
  smallestOutputFirst(graph);
  if (loadedGraphs.hasSubscribers) loadedGraphs.publish(graph);
  return modelExecutable(graph.name, emitModel(graph), inputs, outputs, options);
}

/** The binding copies the first output before it can be stopped (see `runWithoutResults`). */
function smallestOutputFirst({ outputs, values }: Graph): void {
  const size = (value: string) => elementCount(values.get(value)!.shape);
  const sorted = [...outputs].sort(([, a], [, b]) => size(a) - size(b));
  outputs.clear();
  for (const [name, value] of sorted) outputs.set(name, value);
}

/**
 * Makes a model ready to run on these ports. An output may be bound to the memory of an input (a recurrent state, say):
 * it is then written after all inputs were read.
 * @throws VEM_BINDING_OVERLAP, VEM_GRAPH_REJECTED
 */
export function modelExecutable(
  name: string,
  model: OnnxModel,
  inputs: Readonly<Record<string, Port>>,
  outputs: Readonly<Record<string, Port>>,
  options: SessionOptions,
): Executable {
  // ONNX Runtime refuses graphs without nodes: what gives nothing has nothing to do.
  if (Object.keys(outputs).length === 0) return { name, inputs, outputs, run() {}, dispose() {} };
  checkOutputs(name, outputs);
  const inputPorts = Object.values(inputs);
  const copies: { readonly from: HostArray; readonly to: HostArray }[] = [];
  const written = mapEntries(Object.entries(outputs), (_, output) => {
    if (!inputPorts.some((input) => overlap(input.data, output.data))) return output;
    const staging = { spec: output.spec, data: hostArray(output.spec) };
    copies.push({ from: staging.data, to: output.data });
    return staging;
  });
  const session = new Session(name, model, inputs, written, options);
  return {
    name,
    inputs,
    outputs,
    run() {
      session.run();
      for (const { from, to } of copies) to.set(from);
    },
    dispose: () => session.dispose(),
  };
}

function checkOutputs(program: string, outputs: Readonly<Record<string, Port>>) {
  const entries = Object.entries(outputs).sort(([, a], [, b]) => a.data.byteOffset - b.data.byteOffset);
  entries.forEach(([name, { data }], index) => {
    const other = entries.slice(index + 1).find(([, port]) => overlap(data, port.data));
    if (other) throw bindingsOverlap(program, name, other[0]);
  });
}

/** The specification of a value at the edge of a graph, where int64 does not occur. */
export function programSpec(graph: Graph, value: string): TensorSpec {
  const { dtype, shape } = graph.values.get(value)!;
  return { shape, dtype: dtype as DataType };
}

export const mapEntries = <Value, Result>(
  entries: Iterable<readonly [string, Value]>,
  map: (name: string, value: Value) => Result,
): Record<string, Result> => Object.fromEntries([...entries].map(([name, value]) => [name, map(name, value)]));
