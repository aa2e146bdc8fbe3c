import type { Attribute, Constant, Graph, Node, ValueInfo } from '../graph.js';
import { attributeTypes, dataTypes, ModelProto } from './schema.js';

/** ONNX operator set that graphs are written in; the IR version is the one that came with it. */
export const operatorSet = 18;
const irVersion = 8;

/** A serialised ONNX model. */
export interface OnnxModel {
  readonly bytes: Uint8Array;
  /** Name in the model of each public input that the graph reads. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Name in the model of each public output. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Shapes of inputs and outputs by their names in the model; a port may declare the same elements in another shape. */
  readonly shapes?: ReadonlyMap<string, readonly number[]>;
}

/**
 * Serialises a graph. Inputs and outputs carry their public names; an output that has the name of an input is called
 * `<name>_next`, since names in a model are unique. Nothing may depend on the order of equal names: an output must be
 * the result of a node, and no value may be two outputs (see `separateOutputs`).
 */
export function emitModel(graph: Graph, metadata: Readonly<Record<string, string>> = {}): OnnxModel {
  const { nameOf, inputs, outputs } = assignNames(graph);
  const valueInfo = (value: string) => {
    const { dtype, shape } = graph.values.get(value)!;
    return { name: nameOf(value), type: { tensorType: { elemType: dataTypes[dtype], shape: shapeMessage(shape) } } };
  };
  const message = {
    irVersion,
    producerName: 'vem',
    opsetImport: [{ domain: '', version: operatorSet }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      node: graph.nodes.map((node, index) => nodeMessage(node, index, nameOf)),
      initializer: [...graph.constants].map(([value, constant]) => tensorMessage(nameOf(value), constant)),
      input: [...graph.inputs.values()].map(valueInfo),
      output: [...graph.outputs.values()].map(valueInfo),
    },
  };
  const edges = [...graph.inputs.values(), ...graph.outputs.values()];
  const shapes = new Map(edges.map((value) => [nameOf(value), graph.values.get(value)!.shape]));
  return { bytes: ModelProto.encode(message).finish(), inputs, outputs, shapes };
}

function assignNames(graph: Graph) {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  const claim = (value: string, wanted: string, suffix: string) => {
    let name = wanted;
    while (taken.has(name)) name += suffix;
    taken.add(name);
    names.set(value, name);
    return name;
  };
  const inputs = new Map([...graph.inputs].map(([name, value]) => [name, claim(value, name, '_')]));
  const outputs = new Map([...graph.outputs].map(([name, value]) => [name, claim(value, name, '_next')]));
  const nameOf = (value: string) => (value === '' ? '' : (names.get(value) ?? claim(value, value, '_')));
  return { nameOf, inputs, outputs };
}

const shapeMessage = (shape: ValueInfo['shape']) => ({ dim: shape.map((dimValue) => ({ dimValue })) });

/** The index keeps node names unique; they appear in ONNX Runtime's errors and profiles. */
const nodeMessage = (node: Node, index: number, nameOf: (value: string) => string) => ({
  input: node.inputs.map(nameOf),
  output: node.outputs.map(nameOf),
  name: `${node.origin} #${index}`,
  opType: node.op,
  attribute: Object.entries(node.attributes).map(([name, value]) => attributeMessage(name, value)),
});

function attributeMessage(name: string, value: Attribute) {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.int };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: attributeTypes.string };
  if ('float' in value) return { name, f: value.float, type: attributeTypes.float };
  return { name, ints: value, type: attributeTypes.ints };
}

const tensorMessage = (name: string, { dtype, shape, data }: Constant) => ({
  name,
  dims: shape,
  dataType: dataTypes[dtype],
  rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});
