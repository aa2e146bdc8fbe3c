import { Root, type Type } from 'protobufjs/light.js';

const one = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ rule: 'repeated', type, id });

/** The messages and fields of ONNX's protobuf format (onnx.proto) that a straight-line graph of dense tensors needs. */
const messages = {
  OperatorSetIdProto: { domain: one('string', 1), version: one('int64', 2) },
  Dimension: { dimValue: one('int64', 1) },
  TensorShapeProto: { dim: many('Dimension', 1) },
  TensorType: { elemType: one('int32', 1), shape: one('TensorShapeProto', 2) },
  TypeProto: { tensorType: one('TensorType', 1) },
  ValueInfoProto: { name: one('string', 1), type: one('TypeProto', 2) },
  TensorProto: {
    dims: many('int64', 1),
    dataType: one('int32', 2),
    name: one('string', 8),
    rawData: one('bytes', 9),
  },
  AttributeProto: {
    name: one('string', 1),
    f: one('float', 2),
    i: one('int64', 3),
    s: one('bytes', 4),
    ints: many('int64', 8),
    type: one('int32', 20),
  },
  NodeProto: {
    input: many('string', 1),
    output: many('string', 2),
    name: one('string', 3),
    opType: one('string', 4),
    attribute: many('AttributeProto', 5),
  },
  GraphProto: {
    node: many('NodeProto', 1),
    name: one('string', 2),
    initializer: many('TensorProto', 5),
    input: many('ValueInfoProto', 11),
    output: many('ValueInfoProto', 12),
  },
  StringStringEntryProto: { key: one('string', 1), value: one('string', 2) },
  ModelProto: {
    irVersion: one('int64', 1),
    producerName: one('string', 2),
    graph: one('GraphProto', 7),
    opsetImport: many('OperatorSetIdProto', 8),
    metadataProps: many('StringStringEntryProto', 14),
  },
};

/** ONNX's ModelProto, ready to encode and decode. Like ONNX it follows proto2, where a field that is zero is still written. */
export const ModelProto: Type = Root.fromJSON({
  nested: Object.fromEntries(Object.entries(messages).map(([name, fields]) => [name, { fields, edition: 'proto2' }])),
}).lookupType('ModelProto');

/** TensorProto.DataType */
export const dataTypes = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;

/** AttributeProto.AttributeType */
export const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;
