import type { Copy } from '../slots/outcome.js';

/** One plugin by name with its options, as in a configuration file. */
export type SlotConfig = { readonly use: string } & Readonly<Record<string, unknown>>;

/** Everything that a run follows from, as plain JSON. */
export interface RunConfig {
  /** The preset the slots started from, or null. */
  readonly preset: string | null;
  readonly slots: Readonly<Record<string, SlotConfig>>;
  readonly seed: number;
  readonly environments: number;
  readonly engine: 'compiled' | 'eager';
  /** Threads that share the batch of an update. The numbers depend on it: sums are taken in another order. */
  readonly threads: number;
  /** Where groups of parameters started from, if not from the seed; absent: all from the seed. */
  readonly initialised?: Readonly<Record<string, InitialisedFrom>> | undefined;
}

/** Stored parameters that a run started from. */
export interface InitialisedFrom {
  readonly directory: string;
  readonly group: string;
  readonly copy: Copy;
}
