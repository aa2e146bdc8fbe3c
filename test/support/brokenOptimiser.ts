import type { BoundSlot, FlatFunction, LossOracle, Optimiser, OracleQuery } from '@vem/framework';

/**
 * The same optimiser, which dies in the middle of a step: at a question about its first constraint.
 *
 * @param calls - questions of that kind that are answered before
 */
export function brokenOptimiser<B extends BoundSlot<'optimiser'>>(bound: B, query: OracleQuery, calls: number): B {
  let left = calls;
  const dying = (oracle: LossOracle): LossOracle => ({
    value: (point) => oracle.value(point),
    gradient: (point, gradient) => oracle.gradient(point, gradient),
    hessianVector: (...given) => oracle.hessianVector(...given),
    rowGradients: (...given) => oracle.rowGradients(...given),
    eachRowGradient: (...given) => oracle.eachRowGradient(...given),
    rows: oracle.rows,
    dimension: oracle.dimension,
    functions: oracle.functions,
    columns: oracle.columns,
    constraints: oracle.constraints.map((constraint) => {
      const counted: FlatFunction[typeof query] = (...given: never[]) => {
        if (left-- <= 0) throw new Error('killed');
        return (constraint[query] as (...all: never[]) => number).apply(constraint, given);
      };
      const { name, bound: largest } = constraint;
      const whole: FlatFunction = {
        value: (point) => constraint.value(point),
        gradient: (point, gradient) => constraint.gradient(point, gradient),
        hessianVector: (...given) => constraint.hessianVector(...given),
        rowGradients: (...given) => constraint.rowGradients(...given),
        eachRowGradient: (...given) => constraint.eachRowGradient(...given),
      };
      return { ...whole, [query]: counted, name, bound: largest };
    }),
  });
  const create = (...injected: never[]): Optimiser => {
    const optimiser = (bound.create as (...all: never[]) => Optimiser)(...injected);
    return {
      ...optimiser,
      attach: (...given) => {
        const attached = optimiser.attach(...given);
        return {
          step: (occasion) => attached.step({ ...occasion, oracle: occasion.oracle && dying(occasion.oracle) }),
          state: () => attached.state(),
          restore: (state) => attached.restore(state),
        };
      },
    };
  };
  return { ...bound, create };
}
