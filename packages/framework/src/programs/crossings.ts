import { Tensor } from '@tensorflow/tfjs-core';
import type { BehaviourProgram } from '../slots/behaviour.js';
import type { DataColumn } from '../slots/data.js';
import type { Density, LatentParts } from '../slots/density.js';
import type { ImaginationProgram } from '../slots/imagination.js';
import type { MemoryProgram } from '../slots/memory.js';
import type { NormaliserProgram, SlotPrograms } from '../slots/programs.js';
import {
  columns,
  each,
  type Look,
  list,
  type Member,
  type Members,
  methods,
  named,
  numberOr,
  optional,
  record,
  tensor,
} from './looks.js';

/** What the sizes of a program are, and which columns its slots declare. */
export interface Extents {
  /** Numbers in the environment's observation. */
  readonly observation: number;
  /** Numbers that are carried behind it. */
  readonly carriedSize: number;
  /** M, those of them that are remembered. */
  readonly memory: number;
  /** A */
  readonly action: number;
  /** B of the batch; undefined while acting. */
  readonly rows: number | undefined;
  /** T of windows, 1 where rows are single steps. */
  readonly windowLength: number;
  /** T and N, where rows stand in order of time. */
  readonly time: { readonly steps: number; readonly count: number } | undefined;
  readonly carried: readonly DataColumn[];
  readonly recorded: readonly DataColumn[];
}

const scalar = tensor('');
const scalars = each(scalar);

/** Each has a width of its own. */
const latents: Look = (value, way) => {
  for (const [name, latent_SBZ] of Object.entries(value as object))
    tensor('SBZ')(latent_SBZ, { ...way, part: `${way.part}.${name}`, sizes: new Map(way.sizes) });
  return value;
};

const SAMPLE = record({
  action_SBA: tensor('SBA'),
  preSquash_SBA: optional(tensor('SBA')),
  latents: optional(latents),
});
const GAUSSIAN = record({ mean_BA: tensor('BA'), logStd_BA: tensor('BA') });
const anything: Look = (value) => value;

/** Sets a letter to a number that is an argument. */
const count =
  (letter: string): Look =>
  (value, way) => {
    way.sizes.set(letter, value as number);
    return value;
  };

/** A value with letters known beforehand. */
const where =
  (sizes: Readonly<Record<string, number>>, look: Look): Look =>
  (value, way) =>
    look(value, { ...way, sizes: new Map([...way.sizes, ...Object.entries(sizes)]) });

/** Members of a density, at B states. */
const DENSITY: Members & Readonly<Record<keyof Density, Member>> = {
  spaces: { gives: anything },
  sample: { takes: [count('S')], gives: SAMPLE },
  logProb: { takes: [SAMPLE], gives: tensor('SB') },
  mode: { gives: where({ S: 1 }, SAMPLE) },
  klTo: { gives: optional(tensor('B')) },
  klKind: { gives: anything },
  ofPairs: { gives: anything },
  latentParts: { gives: (value, way) => methods(LATENT_PARTS)(value, way) },
  jointLogProb: { takes: [SAMPLE], gives: tensor('SB') },
  enumerate: { gives: record({ logProb_BA: tensor('BA') }) },
  weighted: { gives: record({ sample: SAMPLE, weight_SB: tensor('SB') }) },
  gaussian: { gives: GAUSSIAN },
  logMass: { gives: numberOr(tensor('B')) },
  base: { gives: (value, way) => density(value, way) },
};

const density: Look = methods(DENSITY);

/** Density of latents: what its samples call actions are z, of a width of their own. */
const latentDensity: Look = (value, way) => {
  const sizes = new Map(way.sizes);
  sizes.delete('A');
  return density(value, { ...way, sizes });
};

/** The B states, S times over. */
const latentStates: Look = (value, way) => {
  tensor('SBZ')(value, way);
  way.sizes.set('B', way.sizes.get('S')! * way.sizes.get('B')!);
  way.sizes.delete('S');
  return value;
};

const LATENT_PARTS: Members & Readonly<Record<keyof LatentParts, Member>> = {
  name: { gives: anything },
  latent: { gives: latentDensity },
  given: { takes: [latentStates], gives: density },
};

const losses = list(record({ value: scalar }));
/** What later phases read by name; temperatures rely on the first two. */
const results = named(['entropy', 'kl']);

/** What a phase contributes. */
const OUTCOME = {
  losses,
  constraints: optional(losses),
  belief: optional(density),
  results,
  metrics: scalars,
  signals: scalars,
};
const loss: Member = { gives: optional(record(OUTCOME)) };

/** The rows that rewards are asked for: those of a batch, or the steps behind its windows; columns are not read for it. */
const rewarded =
  ({ rows, windowLength }: Extents): Look =>
  (value, way) => {
    if (typeof value !== 'object' || value === null || rows === undefined) return value;
    const reward = Object.getOwnPropertyDescriptor(value, 'reward_B')?.value as unknown;
    if (reward instanceof Tensor) way.sizes.set('B', reward.size);
    else way.sizes.set('B', 'observation_BO' in value ? rows : rows * windowLength);
    return value;
  };

/** Columns along a roll-out: one number per row as [T·N] or [T, N], more of them as a further axis. */
const annotations =
  (time: Extents['time']): Look =>
  (value, way) => {
    for (const [name, column] of Object.entries((value ?? {}) as object)) {
      const axes = column instanceof Tensor && time && sameRows(column.shape, time) ? 'TN' : 'B';
      const look = tensor(column instanceof Tensor && column.rank > axes.length ? `${axes}C` : axes);
      look(column, { ...way, part: `.${name}`, sizes: new Map(way.sizes) });
    }
    return value;
  };

const sameRows = ([steps, count]: readonly number[], time: NonNullable<Extents['time']>) =>
  steps === time.steps && count === time.count;

type Programs = SlotPrograms & {
  readonly behaviour: BehaviourProgram;
  readonly normaliser: NormaliserProgram;
  readonly data: ImaginationProgram;
  readonly memory: MemoryProgram;
};

/** For every slot, every member that others call. A member that is added to a slot's program needs its line here. */
type Crossings = { readonly [S in keyof Programs]: Members & Readonly<Record<keyof Programs[S], Member>> };

/**
 * The shape of every value that crosses between slots, by slot and member. Shapes are known while a program is recorded, so
 * looking at them there costs nothing when it runs; without, broadcasting goes on in silence: [B] against [B, 1] is [B, B].
 */
function crossingsOf(extents: Extents): Crossings {
  const { carried, recorded, time } = extents;
  const acted = { action_NA: tensor('NA'), memory: optional(columns('N', carried)) };
  const atStates = tensor('BO');
  return {
    prior: { at: { takes: [atStates], gives: density } },
    posterior: { infer: { takes: [atStates], gives: density }, loss },
    likelihood: { reward: { takes: [rewarded(extents)], gives: tensor('B') }, loss },
    valueEstimator: {
      q: { takes: [atStates, SAMPLE], gives: tensor('SB') },
      qAll: { takes: [atStates], gives: tensor('BA') },
      v: { takes: [atStates], gives: tensor('B') },
      temperature: { gives: scalar },
      loss,
    },
    bootstrap: { value: { takes: [atStates], gives: tensor('B') } },
    returns: { target: { gives: tensor('B') }, annotate: { gives: annotations(time) } },
    gradientEstimator: {
      surrogate: {
        takes: [density, atStates],
        gives: record({ loss: scalar, perState_B: optional(tensor('B')), results, metrics: scalars, signals: scalars }),
      },
    },
    temperature: { alpha: { gives: scalar }, loss },
    mStep: { loss },
    trustRegion: {
      holds: { gives: anything },
      penalty: { takes: [density, density], gives: record({ ...OUTCOME, loss: scalar }) },
      constraint: { takes: [density, density], gives: record({ value: scalar }) },
      loss,
    },
    model: {
      step: {
        takes: [atStates, tensor('BA')],
        gives: record({
          next_BO: tensor('BO'),
          reward_B: tensor('B'),
          continue_B: tensor('B'),
          distance_B: optional(tensor('B')),
        }),
      },
      loss,
      assess: loss,
    },
    data: {
      imagine: {
        takes: [atStates],
        gives: record({
          action_BA: tensor('BA'),
          reward_B: tensor('B'),
          next_BO: tensor('BO'),
          ended_B: tensor('B'),
          distance_B: optional(tensor('B')),
        }),
      },
    },
    normaliser: {
      observation: { takes: [tensor('BO')], gives: tensor('BO') },
      reward: { takes: [tensor('B')], gives: tensor('B') },
    },
    memory: {
      read: { takes: [tensor('BO')], gives: tensor('BX') },
      next: { takes: [tensor('BX'), tensor('BM')], gives: tensor('BM') },
    },
    behaviour: {
      act: {
        takes: [tensor('NO'), columns('N', carried)],
        gives: record({ ...acted, record: columns('N', recorded), metrics: scalars }),
      },
      evaluate: { takes: [tensor('NO'), undefined, columns('N', carried)], gives: record(acted) },
      consider: { takes: [tensor('BO')], gives: anything },
    },
  };
}

/** Programs of slots, each of whose members is looked at when it is called. */
export function lookingAt(extents: Extents): <P extends object>(slot: string, program: P) => P {
  const crossings = crossingsOf(extents);
  const { observation, carriedSize, memory, action, rows } = extents;
  return <P extends object>(slot: string, program: P) => {
    const sizes = new Map([
      ['A', action],
      // What is carried is none of a normaliser's business, and what is remembered comes of the environment alone.
      ['O', slot === 'normaliser' || slot === 'memory' ? observation : observation + carriedSize],
    ]);
    if (slot === 'memory') sizes.set('M', memory);
    // Members that take no states speak of the batch's.
    const batched = new Map(rows === undefined ? sizes : [...sizes, ['B', rows] as const]);
    const members = crossings[slot as keyof Crossings] as Members;
    return methods(
      Object.fromEntries(
        Object.entries(members).map(([name, member]) => [
          name,
          member && { ...member, gives: member.takes ? member.gives : atBatch(member.gives, batched) },
        ]),
      ),
    )(program, { slot, member: '', part: '', sizes }) as P;
  };
}

const atBatch =
  (look: Look, sizes: ReadonlyMap<string, number>): Look =>
  (value, way) =>
    look(value, { ...way, sizes: new Map([...way.sizes, ...sizes]) });
