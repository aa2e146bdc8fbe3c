import type { z } from 'zod';
import type { Offered } from '../slots/offered.js';
import type { SlotName, Slots } from '../slots/slots.js';
import type { Capability, ProvidedBy } from './capabilities.js';
import * as errors from './compositionErrors.js';
import type { Token } from './tokens.js';

/** Where an update rule or a default comes from. */
export interface Source {
  /** Authors, year, title. */
  readonly title: string;
  readonly arxiv?: string;
  /** E.g. `eq. 7`. */
  readonly where?: string;
}

export interface PluginSpec<
  S extends SlotName,
  N extends string,
  C extends z.ZodObject,
  D extends readonly unknown[],
  P extends ProvidedBy<S>,
  R extends Capability,
  Q extends Capability = never,
> {
  readonly slot: S;
  /** kebab-case, unique in its slot: what JSON and the command line call it. */
  readonly name: N;
  /** One line for lists. */
  readonly description: string;
  readonly source?: Source;
  /**
   * Strict zod object; every field has a default or is required, and a `.describe()` with unit and source. An option
   * `trainable` that is false takes the capability `learnable` away, at start-up and in the types.
   */
  readonly config: C;
  /** What it offers to other slots. */
  readonly provides?: readonly P[];
  /** What it needs, and from which slot. */
  readonly requires?: readonly R[];
  /**
   * What some options add to `provides` and `requires`, or take away from `provides`; checked at start-up, where the types
   * cannot see options.
   */
  readonly refine?: (config: z.output<C>) => {
    readonly provides?: readonly ProvidedBy<S>[];
    readonly withholds?: readonly ProvidedBy<S>[];
    readonly requires?: readonly Q[];
  };
  readonly inject: { readonly [K in keyof D]: Token<D[K]> };
  readonly create: (config: z.output<C>, ...dependencies: D) => Offered<Slots[S], R | Q>;
}

/** A plugin with its options settled: the value of one slot. */
export interface BoundSlot<S extends SlotName = SlotName, P extends string = string, R extends string = string> {
  readonly slot: S;
  readonly name: string;
  /** The options in full, defaults filled in. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly provides: readonly P[];
  readonly requires: readonly R[];
  readonly plugin: AnyPlugin;
  readonly inject: readonly Token<unknown>[];
  readonly create: (...dependencies: never[]) => Slots[S];
}

/** Options may be left out altogether where none of them is required. */
type ConfigArguments<C extends z.ZodObject> =
  Record<never, never> extends z.input<C> ? [config?: z.input<C>] : [config: z.input<C>];

/** What a call with `trainable: false` gives, for plugins that have this option: nothing that is to be trained. */
type Frozen<
  S extends SlotName,
  C extends z.ZodObject,
  P extends string,
  R extends string,
> = 'trainable' extends keyof z.input<C>
  ? (config: z.input<C> & { readonly trainable: false }) => BoundSlot<S, Exclude<P, 'learnable'>, R>
  : unknown;

/** A plugin: call it with options to fill its slot. */
export interface Plugin<
  S extends SlotName = SlotName,
  N extends string = string,
  C extends z.ZodObject = z.ZodObject,
  P extends string = string,
  R extends string = string,
> {
  (...config: ConfigArguments<C>): BoundSlot<S, P, R>;
  readonly slot: S;
  readonly pluginName: N;
  readonly description: string;
  readonly source: Source | undefined;
  readonly config: C;
  readonly provides: readonly P[];
  readonly requires: readonly R[];
}

/** A plugin of whatever slot, for lists. `parse` fills a slot from untyped options. */
export interface AnyPlugin {
  readonly slot: SlotName;
  readonly pluginName: string;
  readonly description: string;
  readonly source: Source | undefined;
  readonly config: z.ZodObject;
  readonly provides: readonly string[];
  readonly requires: readonly string[];
  /** @throws VEM_PLUGIN_OPTIONS */
  readonly bind: (options: unknown) => BoundSlot;
}

/**
 * Defines a plugin: one value that validates its options, says what it provides and requires, and makes the slot's
 * value when a run is composed.
 *
 * @throws VEM_PLUGIN_OPTIONS when called with options that do not fit
 */
export function definePlugin<
  S extends SlotName,
  const N extends string,
  C extends z.ZodObject,
  D extends readonly unknown[],
  const P extends ProvidedBy<S> = never,
  const R extends Capability = never,
  const Q extends Capability = never,
>(spec: PluginSpec<S, N, C, D, P, R, Q>): Frozen<S, C, P, R> & Plugin<S, N, C, P, R> & AnyPlugin {
  const provides = spec.provides ?? [];
  const requires = spec.requires ?? [];
  const bind = (options: unknown): BoundSlot<S, P, R> => {
    const parsed = spec.config.safeParse(options ?? {});
    if (!parsed.success) throw errors.pluginOptions(spec.slot, spec.name, parsed.error, spec.config, options);
    const refined = spec.refine?.(parsed.data);
    return {
      slot: spec.slot,
      name: spec.name,
      config: parsed.data,
      provides: [...provides, ...((refined?.provides ?? []) as readonly P[])].filter(
        (capability) =>
          !(isFrozen(parsed.data) && capability === 'learnable') &&
          !(refined?.withholds as readonly string[] | undefined)?.includes(capability),
      ),
      requires: [...requires, ...((refined?.requires ?? []) as readonly Capability[] as readonly R[])],
      plugin,
      inject: spec.inject as readonly Token<unknown>[],
      // What a program is offered beyond every step is there: requirements are checked before anything is created.
      create: (...dependencies: never[]) => spec.create(parsed.data, ...(dependencies as unknown as D)) as Slots[S],
    };
  };
  const plugin: Plugin<S, N, C, P, R> & AnyPlugin = Object.assign((...config: ConfigArguments<C>) => bind(config[0]), {
    slot: spec.slot,
    pluginName: spec.name,
    description: spec.description,
    source: spec.source,
    config: spec.config,
    provides,
    requires,
    bind,
  });
  return plugin as Frozen<S, C, P, R> & typeof plugin;
}

const isFrozen = (options: Readonly<Record<string, unknown>>): boolean => options.trainable === false;
