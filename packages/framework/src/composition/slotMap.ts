import type { SlotName } from '../slots/slots.js';
import type { OptionalSlot, ProvidedBy } from './capabilities.js';
import type { BoundSlot } from './definePlugin.js';

/** A slot value that depends on the kind of actions; the environment decides when the run is composed. */
export interface ByActionSpace<B extends BoundSlot = BoundSlot, D extends BoundSlot = BoundSlot> {
  readonly box?: B;
  readonly discrete?: D;
}

export type SlotValue = BoundSlot | ByActionSpace;

/** What `compose` takes: plugins by slot; undefined empties a slot that a preset had filled. */
export type SlotMap = { readonly [S in SlotName]?: SlotValue | undefined };

export const isBoundSlot = (value: unknown): value is BoundSlot =>
  typeof value === 'object' && value !== null && 'slot' in value && 'plugin' in value && 'create' in value;

export const isByActionSpace = (value: unknown): value is ByActionSpace =>
  typeof value === 'object' && value !== null && !isBoundSlot(value) && ('box' in value || 'discrete' in value);

// --- The same checks that start-up makes, in the types -------------------------------------------------------------

type RequiredSlot = Exclude<SlotName, OptionalSlot>;

/** The kind of actions of the environment in the map, as far as the types know. */
type ActionKind<M> = M extends { environment: BoundSlot<'environment', infer P, string> }
  ? Extract<P, 'box' | 'finite'>
  : 'box' | 'finite';

/** A slot's value once the environment has decided between box and discrete. */
type Chosen<V, Kind> = V extends BoundSlot
  ? V
  : V extends ByActionSpace
    ? Kind extends 'box'
      ? V extends { readonly box: infer B }
        ? B
        : never
      : V extends { readonly discrete: infer D }
        ? D
        : never
    : never;

type Resolved<M> = { [K in keyof M & SlotName]: Chosen<M[K], ActionKind<M>> };

type ProvidedIn<R> =
  | {
      // A slot that was emptied provides nothing, and `never` would match every plugin.
      [K in keyof R]: [R[K]] extends [never]
        ? never
        : R[K] extends BoundSlot<infer S, infer P, string>
          ? `${S}.${P}`
          : never;
    }[keyof R]
  | CopiedByPrior<R>;
/** A prior that is an earlier copy of the posterior has what the posterior has. */
type CopiedByPrior<R> = R extends {
  prior: BoundSlot<'prior', infer P, string>;
  posterior: BoundSlot<'posterior', infer Q, string>;
}
  ? 'snapshot' extends P
    ? `prior.${Q & ProvidedBy<'prior'>}`
    : never
  : never;
/** A prior that is to be trained, or copied, with no M-step that does it. */
type PriorUntrained<R> = R extends { prior: BoundSlot<'prior', infer P, string> }
  ? [Extract<P, 'learnable' | 'snapshot'>] extends [never]
    ? false
    : 'mStep.trainsPrior' extends ProvidedIn<R>
      ? false
      : true
  : false;
type MissingFor<R, K extends keyof R> =
  R[K] extends BoundSlot<SlotName, string, infer Q> ? Exclude<Q, ProvidedIn<R>> : never;

/** Slots whose plugins are for other actions: they say so themselves, so nobody else misses what they would provide. */
type WithoutVariant<M> = {
  [K in keyof M]: M[K] extends ByActionSpace ? ([Chosen<M[K], ActionKind<M>>] extends [never] ? K : never) : never;
}[keyof M] &
  string;

type SpacesOf<V> = V extends BoundSlot<SlotName, infer P, string> ? (P extends `space:${infer X}` ? X : never) : never;
type SpacesDisagree<R> = R extends { prior: infer A; posterior: infer B }
  ? [SpacesOf<A>] extends [never]
    ? false
    : [SpacesOf<B>] extends [never]
      ? false
      : [SpacesOf<A> & SpacesOf<B>] extends [never]
        ? true
        : false
  : false;

/** A slot that was given no plugin for the environment's kind of actions. */
type Unfilled<M, K extends keyof M> = undefined extends M[K]
  ? M[K]
  : {
      readonly 'no plugin here is for such actions; fill the slot, or choose an environment with other actions': ActionKind<M>;
    };

type CheckedSlot<M, K extends keyof M> = K extends SlotName
  ? [Chosen<M[K], ActionKind<M>>] extends [never]
    ? Unfilled<M, K>
    : CheckedPlugin<M, K>
  : K extends symbol
    ? M[K]
    : { readonly 'there is no such slot': K };

type CheckedPlugin<M, K extends keyof M> = K extends SlotName
  ? Chosen<M[K], ActionKind<M>> extends BoundSlot<K, string, string>
    ? [Exclude<MissingFor<Resolved<M>, K & keyof Resolved<M>>, `${WithoutVariant<M>}.${string}`>] extends [never]
      ? K extends 'prior'
        ? SpacesDisagree<Resolved<M>> extends true
          ? {
              readonly 'prior and posterior are densities in different spaces; the posterior is one in': SpacesOf<
                Resolved<M>['posterior' & keyof Resolved<M>]
              >;
            }
          : PriorUntrained<Resolved<M>> extends true
            ? {
                readonly 'nothing trains this prior; fill slot mStep, e.g. with distil(), or give it { trainable: false }': 'mStep.trainsPrior';
              }
            : M[K]
        : M[K]
      : { readonly 'no slot provides what this plugin needs': MissingFor<Resolved<M>, K & keyof Resolved<M>> }
    : {
        readonly 'this plugin belongs into another slot': Chosen<M[K], ActionKind<M>> extends BoundSlot<
          infer S,
          string,
          string
        >
          ? S
          : never;
      }
  : never;

type Filled<M> = { [K in keyof M]: undefined extends M[K] ? never : K }[keyof M];
type MissingSlots<M> = Exclude<RequiredSlot, Filled<M>>;

/** M itself if it can run; else a type that says, at the slot at fault, what is wrong. */
export type Checked<M> = [MissingSlots<M>] extends [never]
  ? { [K in keyof M]: CheckedSlot<M, K> }
  : { readonly 'these slots are empty; start from a preset or fill them': MissingSlots<M> };
