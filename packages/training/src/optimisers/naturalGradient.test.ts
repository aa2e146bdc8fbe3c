import { describe, expect, it } from 'vitest';
import { naturalGradient } from './naturalGradient.js';
import { askedGroup, quadratic } from './testing/quadraticOracle.js';

const losses = quadratic([1, -2], [0, 0]);
const constraint = quadratic([0, 0], [4, 1]);

const stepped = (options: Parameters<typeof naturalGradient>[0], asked = { losses, constraint }) => {
  const group = askedGroup(naturalGradient({ damping: 0, ...options }), asked);
  return { reported: group.step(), parameters: group.parameters };
};

describe('naturalGradient', () => {
  it('goes so many times the inverse Fisher matrix times the gradient', () => {
    const { parameters } = stepped({ size: { by: 'rate', rate: 0.1 } });
    expect(parameters[0]).toBeCloseTo(-0.025, 6);
    expect(parameters[1]).toBeCloseTo(0.2, 6);
  });

  it('or until the divergence has grown by the bound, to second order', () => {
    const { parameters, reported } = stepped({});
    const length = Math.sqrt(0.02 / (1 / 4 + 4));
    expect(parameters[1]).toBeCloseTo(2 * length, 6);
    expect(reported.divergence).toBeCloseTo(0.01, 6);
    // Damping turns the step, the divergence stays what it is to be.
    expect(stepped({ damping: 3 }).reported.divergence).toBeCloseTo(0.01, 6);
  });

  it('is the same step in other coordinates, however they are scaled', () => {
    // x = 10 y: slopes are ten times, curvatures a hundred times as large.
    const scaled = { losses: quadratic([10, -20], [0, 0]), constraint: quadratic([0, 0], [400, 100]) };
    const [plain, other] = [stepped({}), stepped({}, scaled)];
    for (const i of [0, 1]) expect(10 * other.parameters[i]).toBeCloseTo(plain.parameters[i], 6);
  });

  it('stays where there is no slope', () => {
    const { parameters } = stepped({}, { losses: quadratic([0, 0], [0, 0]), constraint });
    expect([...parameters]).toEqual([0, 0]);
  });
});
