import { describe, expect, it } from 'vitest';
import { codeOf } from '../testing/codeOf.js';
import { constrainedStep } from './constrainedStep.js';
import { oneGroup } from './testing/oneGroup.js';
import { type Asked, askedGroup, quadratic } from './testing/quadraticOracle.js';

const SLOPE = [1, -2];
const CURVATURE = [4, 1];
/** √(2δ / gᵀF⁻¹g), δ = .01 */
const LONGEST = Math.sqrt(0.02 / (1 / 4 + 4));

const linear = quadratic(SLOPE, [0, 0]);
const exact = { damping: 0, slack: 1.001 } as const;

/** One step, and what it reported. */
function stepped(asked: Asked, options: Parameters<typeof constrainedStep>[0] = exact) {
  const group = askedGroup(constrainedStep(options), asked);
  return { parameters: [...group.parameters], group, reported: group.step() };
}

describe('constrainedStep', () => {
  it('goes along the natural gradient as far as the bound allows', () => {
    const { group, reported } = stepped({ losses: linear, constraint: quadratic([0, 0], CURVATURE) });
    expect(group.parameters[0]).toBeCloseTo(-LONGEST / 4, 6);
    expect(group.parameters[1]).toBeCloseTo(2 * LONGEST, 6);
    expect(reported).toMatchObject({ accepted: 1, trials: 1, iterations: 2 });
    expect(reported.divergence).toBeCloseTo(0.01, 6);
    expect(reported.stepSize).toBeCloseTo(LONGEST, 6);
    expect(reported.improvement).toBeCloseTo(LONGEST * (1 / 4 + 4), 5);
  });

  it('is shorter by damping, unless the curvature is to be the plain one', () => {
    const asked = { losses: linear, constraint: quadratic([0, 0], CURVATURE) };
    const divergence = (curvature: 'damped' | 'plain') =>
      stepped(asked, { ...exact, damping: 1, curvature }).reported.divergence;
    expect(divergence('plain')).toBeCloseTo(0.01, 6);
    // xᵀFx / xᵀ(F + I)x with x = (1/5, −1).
    expect(divergence('damped')).toBeCloseTo((0.01 * (4 / 25 + 1)) / (5 / 25 + 2), 6);
  });

  it('shortens what leaves the bound, although the loss gained', () => {
    const steep = quadratic([0, 0], CURVATURE, (x) => 1000 * x[1] ** 4);
    const { reported } = stepped({ losses: linear, constraint: steep });
    expect(reported.trials).toBeGreaterThan(1);
    expect(reported.accepted).toBe(1);
    expect(reported.divergence).toBeLessThanOrEqual(0.01);
    expect(reported.stepSize).toBeCloseTo(LONGEST / 2 ** (reported.trials - 1), 6);
  });

  it('shortens what gains nothing, although the bound is kept', () => {
    const dip = quadratic(SLOPE, [0, 0], (x) => 400 * x[1] ** 2);
    const { reported } = stepped({ losses: dip, constraint: quadratic([0, 0], CURVATURE) });
    expect(reported.trials).toBeGreaterThan(2);
    expect(reported.accepted).toBe(1);
    expect(reported.improvement).toBeGreaterThan(0);
  });

  it.each([
    ['no step gains', quadratic(SLOPE, [0, 0], (x) => 1e6 * Math.abs(x[1])), quadratic([0, 0], CURVATURE)],
    ['no step keeps the bound', linear, quadratic([0, 0], CURVATURE, (x) => (x[1] === 0 ? 0 : 1))],
    [
      'the loss is not a number',
      quadratic(SLOPE, [0, 0], (x) => (x[1] === 0 ? 0 : Number.NaN)),
      quadratic([0, 0], CURVATURE),
    ],
    ['the divergence is not a number', linear, quadratic([0, 0], CURVATURE, (x) => (x[1] === 0 ? 0 : Number.NaN))],
    ['there is no curvature', linear, quadratic([0, 0], [0, 0])],
    ['there is no slope', quadratic([0, 0], [0, 0]), quadratic([0, 0], CURVATURE)],
  ])('stays where it is, to the last bit, where %s', (_where, losses, constraint) => {
    const group = askedGroup(constrainedStep(exact), { losses, constraint });
    const start = Float32Array.of(0.1, 0);
    group.parameters.set(start);
    expect(group.step()).toMatchObject({ accepted: 0, divergence: 0 });
    expect(group.parameters).toEqual(start);
  });

  it.each([
    ['between two products', 'hessianVector'],
    ['inside of the search', 'value'],
  ] as const)('does not touch the parameters where it is broken off %s', (_where, query) => {
    let calls = 0;
    const breaking = (limit: number): Asked['losses'] => {
      const whole = quadratic([0, 0], CURVATURE);
      const counted = () => {
        if (calls++ === limit) throw new Error('killed');
      };
      return {
        ...whole,
        [query]: (...given: [never, never, never]) => {
          counted();
          return whole[query](...given);
        },
      };
    };
    const tooLong = quadratic(SLOPE, [0, 0], (x) => 400 * x[1] ** 2);
    const group = askedGroup(constrainedStep({ ...exact, tolerance: 0 }), { losses: tooLong, constraint: breaking(1) });
    const before = group.parameters.slice();
    expect(() => group.step()).toThrow('killed');
    expect(calls).toBe(2);
    expect(group.parameters).toEqual(before);
  });

  it('leaves other groups to the optimiser of the rest', () => {
    const { parameters, gradient, step, attached } = oneGroup(
      constrainedStep({ rest: { use: 'sgd', learningRate: 0.5 } }),
    );
    gradient.set([3, 4]);
    step();
    expect([...parameters]).toEqual([-1.5, -2]);
    expect(attached.state()).toEqual({});
  });

  it('refuses groups that are not there, and states that are not its own', () => {
    expect(codeOf(() => oneGroup(constrainedStep({ groups: ['postrior'] })))).toBe('VEM_OPTIMISER_GROUP');
    const { attached } = askedGroup(constrainedStep({}), { losses: linear });
    expect(codeOf(() => attached.restore({ steps: 3 }))).toBe('VEM_OPTIMISER_MISMATCH');
    attached.restore({});
  });
});
