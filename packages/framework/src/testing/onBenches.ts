import { VemError } from '@vem/compiler';
import type { BoundSlot } from '../composition/definePlugin.js';
import { type ActionSpace, finite as finiteActions } from '../environment/spaces.js';
import { Bench, type BenchOptions } from './bench.js';
import { ACTION } from './examination.js';

export interface SlotConditions {
  /** Default: a box of two dimensions, three actions, or both, as what is under `requires` says. */
  readonly actions?: readonly ActionSpace[];
  /** Values for other slots, in place of stand-ins. */
  readonly others?: readonly BoundSlot[];
  /** Default 1. */
  readonly seed?: number;
}

/** Spaces of actions that a plugin does not rule out. */
export function actionsFor({ requires }: BoundSlot, { actions }: SlotConditions): readonly ActionSpace[] {
  if (actions) return actions;
  const asks = (pattern: RegExp) => requires.some((capability) => pattern.test(capability));
  const continuous = asks(/^environment\.(box|linear)$|\.(gaussian|latents|pathwise|space:box|space:u)$/);
  const discrete = asks(/^environment\.(finite|tables)$|\.(enumerate|qAll|space:finite)$/);
  return [...(discrete ? [] : [ACTION]), ...(continuous ? [] : [finiteActions(3)])];
}

/** Runs a look on each space of actions, on a bench of its own that is let go of afterwards. */
export function onBenches(
  bound: BoundSlot,
  conditions: SlotConditions & Pick<BenchOptions, 'records'>,
  look: (bench: Bench, open: (options?: BenchOptions) => Bench) => void,
): void {
  for (const action of actionsFor(bound, conditions)) {
    const opened: Bench[] = [];
    const open = (options: BenchOptions = {}) => {
      const bench = new Bench(bound, {
        action,
        others: conditions.others,
        seed: conditions.seed,
        records: conditions.records,
        purity: opened.length === 0,
        ...options,
      });
      opened.push(bench);
      return bench;
    };
    try {
      const bench = openOr(open, conditions.records);
      if (bench) look(bench, open);
    } finally {
      for (const bench of opened) bench.dispose();
    }
  }
}

/** Behaviours may refuse to record what is asked of them, with these options. */
function openOr(open: () => Bench, records: boolean | undefined): Bench | undefined {
  try {
    return open();
  } catch (error) {
    if (records && error instanceof VemError && error.code === 'VEM_WARM_UP_REFUSED') return undefined;
    throw error;
  }
}
