import { describe, expect, it } from 'vitest';
import { summarise } from './explain.js';
import { GraphBuilder } from './graphBuilder.js';
import { separateOutputs } from './separateOutputs.js';

describe('separateOutputs', () => {
  it('copies inputs, constants and repeated results, nothing else', () => {
    const builder = new GraphBuilder('outputs');
    const x = builder.input('x', [1]);
    const y = builder.node('Neg', [x], [1]);
    for (const [name, value] of Object.entries({ x, y, again: y, one: builder.scalar(1) })) builder.output(name, value);
    separateOutputs(builder.graph);
    expect(summarise(builder.graph).operators).toEqual({ Identity: 3, Neg: 1 });
    expect(new Set(builder.graph.outputs.values()).size).toBe(4);
    expect(builder.graph.outputs.get('y')).toBe(y);
  });
});
