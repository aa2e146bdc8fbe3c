import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.js';
import { GraphBuilder } from './graphBuilder.js';

function graph({ number = 2, op = 'Mul', before = 0, name = 'y', axis = 0 } = {}) {
  const builder = new GraphBuilder('program');
  for (let i = 0; i < before; i++) builder.scalar(i);
  const scaled = builder.node(op, [builder.input('x', [3, 4]), builder.scalar(number)], [3, 4]);
  builder.output(name, builder.node('Softmax', [scaled], [3, 4], { axis }));
  return builder.graph;
}

describe('fingerprint', () => {
  it('is the same whatever inner values are called, and whatever unused constants there are', () => {
    expect(fingerprint(graph({ before: 3 }))).toBe(fingerprint(graph()));
    expect(fingerprint(graph())).toMatch(/^[0-9a-f]{12}$/);
  });

  it.each([{ number: 3 }, { op: 'Add' }, { name: 'z' }, { axis: 1 }])('changes with %o', (difference) => {
    expect(fingerprint(graph(difference))).not.toBe(fingerprint(graph()));
  });
});
