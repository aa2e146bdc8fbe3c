import type {
  FlatGroup,
  GroupOptimiser,
  LossOracle,
  Optimiser,
  OracleDemand,
  ParameterStore,
  StepOccasion,
} from '@vem/framework';
import { z } from 'zod';
import { made, named } from './named.js';
import * as errors from './optimiserErrors.js';
import { requireNoOther } from './vectorState.js';

/** The options of optimisers that ask about the losses of some groups, and leave the others to another one. */
export const askingOptions = {
  groups: z
    .array(z.string())
    .min(1)
    .default(['posterior'])
    .describe('groups of parameters that are moved so; they are named after the slot that learns them'),
  rest: named
    .prefault({ use: 'adam' })
    .describe('`{ use, … }`, the optimiser of all other groups by name, with its options'),
};

/** What a step works with. */
export interface Asked {
  readonly group: FlatGroup;
  readonly oracle: LossOracle;
  readonly occasion: StepOccasion;
  report(metric: string, value: number): void;
}

interface Asking {
  readonly plugin: string;
  readonly groups: readonly string[];
  readonly rest: z.output<typeof named>;
  readonly demand: Omit<OracleDemand, 'groups'>;
  /** A whole step: it remembers nothing, so that a run can only be stored before or after it. */
  readonly step: (asked: Asked) => void;
}

/** An optimiser that asks about the losses of its groups and keeps nothing from step to step. */
function askingOptimiser({ plugin, groups, rest, demand, step }: Asking, parameters: ParameterStore): Optimiser {
  const others = made(rest);
  const own = (group: FlatGroup): GroupOptimiser => ({
    state: () => ({}),
    step: (occasion) => {
      const { oracle, report } = occasion;
      if (oracle) step({ group, oracle, occasion, report: (metric, value) => report?.(metric, value) });
    },
    /** @throws VEM_OPTIMISER_MISMATCH of any state that is not empty */
    restore: (state) => requireNoOther({ plugin, group: group.name }, state),
  });
  return {
    vectors: others.vectors,
    oracle: { groups, ...demand },
    /** Once there are vectors, all slots have declared theirs. @throws VEM_OPTIMISER_GROUP */
    attach: (group, vectors, kernels) => {
      for (const [index, name] of groups.entries())
        if (!parameters.groupNames.includes(name))
          throw errors.unknownGroup(plugin, `groups.${index}`, name, parameters.groupNames);
      return groups.includes(group.name) ? own(group) : others.attach(group, vectors, kernels);
    },
  };
}

/**
 * How such an optimiser is made of its options: those of its own go to each step.
 *
 * @param demand - what it asks. @param step - a whole step
 */
export const asking =
  <O extends Pick<Asking, 'groups' | 'rest'>>(
    plugin: string,
    demand: Asking['demand'],
    step: (asked: Asked, options: Omit<O, 'groups' | 'rest'>) => void,
  ) =>
  ({ groups, rest, ...options }: O, parameters: ParameterStore): Optimiser =>
    askingOptimiser({ plugin, groups, rest, demand, step: (asked) => step(asked, options) }, parameters);
