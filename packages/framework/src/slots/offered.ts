import type { Batch, Rollout } from './batch.js';
import type { Behaviour } from './behaviour.js';
import type { Belief, Density } from './density.js';
import type { ProgramSlot } from './programSlot.js';
import type { GradientEstimatorProgram, PosteriorProgram, PriorProgram, SlotPrograms, Surrogate } from './programs.js';
import type { StepContext } from './step.js';

/** What is required of slot S, of requirements `slot.capability`. */
type Of<S extends string, R extends string> = R extends `${S}.${infer C}` ? C : never;

/** Members that a capability promises under other names than its own. */
interface Promised {
  readonly density: 'logProb';
  readonly latents: 'latentParts' | 'jointLogProb';
  readonly components: 'latentParts';
  readonly perState: 'perState_B';
}

type MembersOf<C extends string> = C extends keyof Promised ? Promised[C] : C;

/** The same with members that are there. */
type With<T, C extends string> = T & { readonly [K in Extract<keyof T, MembersOf<C>>]-?: NonNullable<T[K]> };

/** What a prior that is a density has, and what else is required of it. */
type OfPrior<R extends string> = Of<'prior', R> | ('density' extends Of<'prior', R> ? 'logProb' : never);

type OfferedPrograms<R extends string> = {
  readonly [S in Exclude<keyof SlotPrograms, 'prior' | 'posterior' | 'gradientEstimator'>]: With<
    SlotPrograms[S],
    Of<S, R>
  >;
} & {
  readonly prior: {
    at(...given: Parameters<PriorProgram['at']>): With<Density, OfPrior<R>>;
  };
  readonly posterior: Omit<PosteriorProgram, 'infer'> & {
    infer(...given: Parameters<PosteriorProgram['infer']>): With<Density, Of<'posterior', R>>;
  };
  readonly gradientEstimator: {
    surrogate(...given: Parameters<GradientEstimatorProgram['surrogate']>): With<Surrogate, Of<'gradientEstimator', R>>;
  };
};

/** Sequences are learned from in order of time; rows of roll-outs are not, where minibatches shuffle them. */
type OfferedBatch<R extends string> = 'data.sequences' extends R ? Rollout : Batch;

/**
 * What a slot's program may depend on, by what its plugin requires: members of other slots that may be missing in general
 * are there where they are required.
 *
 * @typeParam R - requirements, `slot.capability`
 */
export type OfferedStep<R extends string> = Omit<StepContext, keyof SlotPrograms | 'batch' | 'belief'> &
  OfferedPrograms<R> & {
    readonly batch: OfferedBatch<R>;
    belief(): With<Belief, Of<'posterior', R>>;
  };

/** A slot's value whose program sees what its plugin requires. */
export type Offered<V, R extends string> =
  V extends ProgramSlot<infer P>
    ? Omit<V, 'program'> & { program(step: OfferedStep<R>): V extends Behaviour ? ReturnType<V['program']> : P }
    : V;
