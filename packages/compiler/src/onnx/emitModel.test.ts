import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../passes/graphBuilder.js';
import { emitModel } from './emitModel.js';
import { ModelProto } from './schema.js';

const decode = (bytes: Uint8Array) => ModelProto.toObject(ModelProto.decode(bytes), { longs: Number, arrays: true });

describe('emitModel', () => {
  it('writes operators, attributes, constants and the signature', () => {
    const builder = new GraphBuilder('small');
    const x = builder.input('x', [2, 3]);
    const w = builder.constant([3, 1], Float32Array.of(1, 2, 3));
    const product = builder.node('Gemm', [x, w], [2, 1], { transA: 0, alpha: { float: 0.5 } });
    const result = builder.node('Transpose', [product], [1, 2], { perm: [1, 0], note: 'text' });
    builder.output('y', result);
    const model = decode(emitModel(builder.graph, { source: 'test' }).bytes);

    expect(model).toMatchObject({
      irVersion: 8,
      opsetImport: [{ version: 18 }],
      metadataProps: [{ key: 'source', value: 'test' }],
    });
    expect(model.graph.node).toMatchObject([
      {
        opType: 'Gemm',
        input: ['x', w],
        output: [product],
        attribute: [
          { name: 'transA', i: 0, type: 2 },
          { name: 'alpha', f: 0.5, type: 1 },
        ],
      },
      {
        opType: 'Transpose',
        output: ['y'],
        attribute: [
          { ints: [1, 0], type: 7 },
          { s: expect.anything(), type: 3 },
        ],
      },
    ]);
    expect(model.graph.initializer).toMatchObject([{ name: w, dims: [3, 1], dataType: 1 }]);
    expect(new Float32Array(Uint8Array.from(model.graph.initializer[0].rawData).buffer)).toEqual(
      Float32Array.of(1, 2, 3),
    );
    const dimensions = (port: { type: { tensorType: { shape: { dim: { dimValue: number }[] } } } }) =>
      port.type.tensorType.shape.dim.map(({ dimValue }) => dimValue);
    expect(dimensions(model.graph.input[0])).toEqual([2, 3]);
    expect(dimensions(model.graph.output[0])).toEqual([1, 2]);
  });

  it('keeps names unique when inputs, outputs and inner values clash', () => {
    const builder = new GraphBuilder('names');
    const x = builder.input('memory', [1]);
    const inner = builder.node('Neg', [x], [1]);
    builder.output('memory', builder.node('Neg', [inner], [1]));
    builder.output(inner, builder.node('Exp', [inner], [1]));
    const { bytes, inputs, outputs } = emitModel(builder.graph);
    expect([...inputs, ...outputs]).toEqual([
      ['memory', 'memory'],
      ['memory', 'memory_next'],
      [inner, inner],
    ]);
    const { graph } = decode(bytes);
    expect(graph.node.map((node: { output: string[] }) => node.output[0])).toEqual([`${inner}_`, 'memory_next', inner]);
  });

  it('writes negative integers', () => {
    const builder = new GraphBuilder('axis');
    builder.output('y', builder.node('Softmax', [builder.input('x', [2, 2])], [2, 2], { axis: -1 }));
    expect(decode(emitModel(builder.graph).bytes).graph.node[0].attribute[0].i).toBe(-1);
  });
});
