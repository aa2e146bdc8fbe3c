import type { BoundSlot, FlatConstraint, FlatFunction, LossOracle } from '@vem/framework';
import { oneGroup } from './oneGroup.js';

/** A diagonal quadratic form with a slope: Σ slopeᵢ xᵢ + ½ Σ curvatureᵢ xᵢ², plus something else of x. */
export function quadratic(
  slope: readonly number[],
  curvature: readonly number[],
  further: (x: Float32Array) => number = () => 0,
): FlatFunction {
  const sum = (terms: readonly number[]) => terms.reduce((total, term) => total + term, 0);
  return {
    value: (x) => sum(slope.map((s, i) => s * x[i] + (curvature[i] * x[i] ** 2) / 2)) + further(x),
    gradient(x, gradient) {
      gradient.set(slope.map((s, i) => s + curvature[i] * x[i]));
      return this.value(x);
    },
    hessianVector: (_x, vector, product) => product.set(curvature.map((c, i) => c * vector[i])),
    rowGradients: () => {},
    eachRowGradient: () => {},
  };
}

export interface Asked {
  readonly losses: FlatFunction;
  readonly constraint?: FlatFunction;
  readonly bound?: number;
}

/** A group `posterior` that starts at 0, under an optimiser that asks; `step` returns what it reported. */
export function askedGroup(
  bound: BoundSlot<'optimiser'>,
  { losses, constraint, bound: largest = 0.01 }: Asked,
  size = 2,
) {
  const group = oneGroup(bound, { name: 'posterior' }, size);
  const constraints: FlatConstraint[] = constraint ? [{ ...constraint, name: 'trustRegion', bound: largest }] : [];
  const oracle: LossOracle = { ...losses, rows: 1, dimension: size, constraints, functions: {}, columns: {} };
  return {
    ...group,
    step: () => {
      const reported: Record<string, number> = {};
      losses.gradient(group.parameters, group.gradient);
      group.step({ oracle, report: (metric, value) => Object.assign(reported, { [metric]: value }) });
      return reported;
    },
  };
}
