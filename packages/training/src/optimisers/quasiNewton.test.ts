import { describe, expect, it } from 'vitest';
import { quasiNewton } from './quasiNewton.js';
import { askedGroup, quadratic } from './testing/quadraticOracle.js';

describe('quasiNewton', () => {
  it('goes to the minimum of the losses in one step', () => {
    const group = askedGroup(quasiNewton({ iterations: 50 }), { losses: quadratic([1, -2], [4, 100]) });
    const reported = group.step();
    expect(group.parameters[0]).toBeCloseTo(-0.25, 4);
    expect(group.parameters[1]).toBeCloseTo(0.02, 4);
    expect(reported).toMatchObject({ converged: 1 });
    expect(reported.minimum).toBeCloseTo(-1 / 8 - 4 / 200, 5);
  });

  it('or as far as its iterations lead, and remembers nothing', () => {
    const group = askedGroup(quasiNewton({ iterations: 1 }), { losses: quadratic([1, -2], [4, 100]) });
    expect(group.step()).toMatchObject({ converged: 0, iterations: 1 });
    expect(group.attached.state()).toEqual({});
  });
});
