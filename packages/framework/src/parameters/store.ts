import { FlatKernels, FlatMemory } from '@vem/compiler';
import { formatBytes } from '../limits/memoryErrors.js';
import { requireRoom } from '../limits/memoryLimit.js';
import { streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { FlatGroup, GroupOptimiser, LossOracle, Optimiser, StepOccasion } from '../slots/optimiser.js';
import type { Copy } from '../slots/outcome.js';
import type { Progress } from '../slots/progress.js';
import type { Stateful } from '../state/stateful.js';
import { ParameterDeclarations } from './declarations.js';
import type { GroupOptions, ParameterGroup, TargetRule } from './group.js';
import * as errors from './parameterErrors.js';
import {
  type GivenTensor,
  groupPrefix,
  type MutableVersion,
  type ParameterView,
  requireSame,
  viewsOf,
} from './views.js';

interface BuiltGroup extends FlatGroup {
  readonly declaration: ParameterGroup;
  readonly target: Float32Array | undefined;
  /** Gradients of further parts of a batch. */
  readonly partGradients: readonly Float32Array[];
  readonly optimiser: GroupOptimiser | undefined;
  readonly versions: Readonly<Record<Copy, MutableVersion>>;
}

/** What an optimiser step gets besides gradients. */
export interface StepAids extends Pick<StepOccasion, 'report'> {
  readonly oracles?: ReadonlyMap<string, LossOracle>;
}

/**
 * Owns every number that is learned or tracked: one flat vector per group in one WebAssembly memory, with its gradient,
 * its target copy and the optimiser's moments. Compiled programs read and write views of it without a copy.
 */
export class ParameterStore {
  readonly #declared = new ParameterDeclarations();
  readonly #built = new Map<string, BuiltGroup>();
  #kernels: FlatKernels | undefined;
  #stepNorm: number | undefined;

  /** Declares a group while the run is composed. @throws VEM_PARAMETER_DECLARED_TWICE */
  group(name: string, options: GroupOptions = {}): ParameterGroup {
    return this.#declared.add(name, options);
  }

  /**
   * Asks, while the run is composed, for a target copy of a group that another slot declares, before or after this.
   *
   * @throws VEM_PARAMETER_DECLARED_TWICE if somebody asked already
   */
  follow(name: string, rule: TargetRule): void {
    this.#declared.follow(name, rule);
  }

  /**
   * Puts tensors, while the run is composed, behind those of a group that another slot declares, before or after this: whoever has
   * losses of the group learns them too.
   */
  extend(name: string, declare: (group: ParameterGroup) => void): void {
    this.#declared.extend(name, declare);
  }

  /**
   * Allocates everything once and draws the initial values, each group from its own stream.
   *
   * @param parts - that a batch is split into, each with a gradient of its own
   * @throws VEM_MEMORY_LIMIT, VEM_PARAMETER_GROUP_UNKNOWN, VEM_PARAMETER_DECLARED_TWICE where a target copy was asked for in vain
   */
  build(streams: Streams, optimiser: Optimiser, parts = 1): void {
    const groups = this.#declared.settle();
    const copies = (group: ParameterGroup) =>
      (group.options.trained === false ? 1 : 1 + parts + optimiser.vectors) +
      (this.#declared.targetRule(group) ? 1 : 0);
    const floats = groups.map((group) => group.size * copies(group));
    requireMemory(groups, floats);
    const memory = new FlatMemory(floats.reduce((sum, count) => sum + count, 0));
    this.#kernels = new FlatKernels(memory);
    this.#stepNorm = optimiser.stepNorm;
    for (const group of groups)
      this.#built.set(group.name, this.#buildGroup(group, memory, streams, optimiser, this.#kernels, parts));
  }

  #buildGroup(
    declaration: ParameterGroup,
    memory: FlatMemory,
    streams: Streams,
    optimiser: Optimiser,
    kernels: FlatKernels,
    parts: number,
  ): BuiltGroup {
    const { name, options, size } = declaration;
    const parameters = memory.allocate(size);
    const stream = streams.stream(streamNames.initialise(name));
    for (const tensor of declaration.tensors.values())
      tensor.initialise(parameters.subarray(tensor.offset, tensor.offset + tensor.size), tensor.shape, stream);
    const target = this.#declared.targetRule(declaration) ? memory.allocate(size) : undefined;
    target?.set(parameters);
    const trained = options.trained !== false;
    const gradient = trained ? memory.allocate(size) : new Float32Array(0);
    const flat = { name, parameters, gradient, learningRate: options.learningRate, clipNorm: options.clipNorm };
    const vectors = trained ? Array.from({ length: optimiser.vectors }, () => memory.allocate(size)) : [];
    const partGradients = trained ? Array.from({ length: parts - 1 }, () => memory.allocate(size)) : [];
    const versions = { online: { count: 0 }, target: { count: 0 } };
    return {
      ...flat,
      declaration,
      target,
      partGradients,
      versions,
      optimiser: trained ? optimiser.attach(flat, vectors, kernels) : undefined,
    };
  }

  get groupNames(): readonly string[] {
    return this.#declared.names;
  }

  /** Groups that losses may be taken of. */
  get trainedGroups(): readonly ParameterGroup[] {
    return [...this.#built.values()].filter((group) => group.optimiser).map((group) => group.declaration);
  }

  /** The tensors of one copy of a group. @throws VEM_PARAMETER_GROUP_UNKNOWN, VEM_PARAMETER_TARGET_MISSING */
  views(name: string, copy: Copy = 'online'): readonly ParameterView[] {
    const group = this.#group(name);
    if (copy === 'target' && !group.target) throw errors.noTarget(name);
    const flat = copy === 'online' ? group.parameters : group.target!;
    return viewsOf(group.declaration, flat, groupPrefix(name, copy), group.versions[copy]);
  }

  /** n, the length of a group's flat vector. @throws VEM_PARAMETER_GROUP_UNKNOWN */
  sizeOf(name: string): number {
    return this.#group(name).parameters.length;
  }

  /** The group's tensors in another vector of its length, by their names as inputs of programs. */
  viewsOn(name: string, flat: Float32Array): readonly ParameterView[] {
    return viewsOf(this.#group(name).declaration, flat, name, { count: 0 });
  }

  /** How often a group changed. @throws VEM_PARAMETER_GROUP_UNKNOWN */
  versionOf(name: string): number {
    return this.#group(name).versions.online.count;
  }

  /** Somebody else than the store is about to write a copy of a group. @throws VEM_PARAMETER_GROUP_UNKNOWN */
  markChanged(name: string, copy: Copy): void {
    this.#group(name).versions[copy].count++;
  }

  /** What the numbers of a group are, if it says so. */
  contents(name: string): string | undefined {
    return this.#declared.find(name)?.options.contents;
  }

  /** The target copy of a group, if it has one, becomes equal to it. */
  copyToTarget(name: string): void {
    const { target, parameters, versions } = this.#group(name);
    target?.set(parameters);
    versions.target.count++;
  }

  /** Where the gradient of each tensor of a trained group belongs, of the whole batch or first part, or of a further part. */
  gradientViews(name: string, part = 0): readonly ParameterView[] {
    const group = this.#group(name);
    const gradient = part === 0 ? group.gradient : group.partGradients[part - 1];
    return viewsOf(group.declaration, gradient, name, group.versions.online);
  }

  /** The gradient of a group becomes the mean over the parts of the batch. */
  averageGradients(name: string): void {
    const { gradient, partGradients } = this.#group(name);
    this.#kernels!.average(gradient, partGradients);
  }

  /** Every tensor of every copy: what a policy or a checkpoint needs. */
  allViews(): readonly ParameterView[] {
    return [...this.#built.values()].flatMap((group) => [
      ...this.views(group.name),
      ...(group.target ? this.views(group.name, 'target') : []),
    ]);
  }

  /** What the optimiser remembers of each trained group. */
  optimisers(): readonly { readonly group: string; readonly optimiser: Stateful }[] {
    return [...this.#built.values()].flatMap(({ name, optimiser }) => (optimiser ? [{ group: name, optimiser }] : []));
  }

  /** The first tensor with a number that is NaN or infinite, target copies included; one fast pass over all of them. */
  firstNotFinite(): string | undefined {
    const suspects = [...this.#built.values()]
      .flatMap(({ parameters, target }) => (target ? [parameters, target] : [parameters]))
      // The sum is in double precision, where squares of single precision cannot overflow.
      .some((flat) => !Number.isFinite(this.#kernels!.sumOfSquares(flat)));
    if (!suspects) return undefined;
    return this.allViews().find(({ data }) => data.some((value) => !Number.isFinite(value)))?.name;
  }

  /**
   * Takes the numbers of stored tensors, all or none of them.
   *
   * @param tensors - by name; exactly those of `allViews`
   * @throws VEM_PARAMETER_MISMATCH
   */
  load(tensors: Readonly<Record<string, GivenTensor>>): void {
    const views = this.allViews();
    const names = new Set(views.map(({ name }) => name));
    for (const name of Object.keys(tensors)) if (!names.has(name)) throw errors.mismatch(name, 'no such tensor', 'one');
    for (const { name, shape } of views) requireSame(name, shape, tensors[name]);
    for (const { name, data } of views) data.set(tensors[name].data);
    for (const { versions } of this.#built.values()) for (const version of Object.values(versions)) version.count++;
  }

  /**
   * One optimiser step: clips, steps and projects its groups, from the gradients that a program just wrote.
   *
   * @param oracles - of the groups that the optimiser asks about
   */
  step(names: readonly string[], progress: Progress, { oracles, report }: StepAids = {}): void {
    const groups = names.map((name) => this.#group(name));
    const scale = this.#clipping(groups);
    for (const { optimiser, declaration, parameters, versions } of groups) {
      optimiser!.step({ progress, scale, oracle: oracles?.get(declaration.name), report });
      const bounds = declaration.options.project;
      if (bounds) this.#kernels!.clamp(parameters, bounds[0], bounds[1]);
      versions.online.count++;
    }
  }

  /** What brings the norm of the gradient over all groups of a step down to the optimiser's largest, or 1. */
  #clipping(groups: readonly BuiltGroup[]): number {
    if (this.#stepNorm === undefined) return 1;
    const squares = groups.reduce((sum, { gradient }) => sum + this.#kernels!.sumOfSquares(gradient), 0);
    return Math.min(1, this.#stepNorm / Math.sqrt(squares));
  }

  /** Lets target copies follow after an update. @param updates - done so far, this one included */
  synchronise(updates: number): void {
    for (const group of this.#built.values()) {
      const rule = this.#declared.targetRule(group.declaration);
      if (rule?.kind === 'polyak' && updates % (rule.every ?? 1) === 0) {
        this.#kernels!.polyak(group.target!, group.parameters, rule.tau);
        group.versions.target.count++;
      } else if (rule?.kind === 'copyEvery' && updates % rule.updates === 0) this.copyToTarget(group.name);
    }
  }

  /** Lets target copies follow at the end of a roll-out. @param rollouts - learned from so far, this one included */
  synchroniseRollout(rollouts: number): void {
    for (const { name, declaration } of this.#built.values()) {
      const rule = this.#declared.targetRule(declaration);
      if (rule?.kind === 'perRollout' && rollouts % rule.rollouts === 0) this.copyToTarget(name);
    }
  }

  /** Groups whose copies follow at the ends of roll-outs. */
  get groupsPerRollout(): readonly string[] {
    return [...this.#built.values()].flatMap(({ name, declaration }) =>
      this.#declared.targetRule(declaration)?.kind === 'perRollout' ? [name] : [],
    );
  }

  #group(name: string): BuiltGroup {
    const group = this.#built.get(name);
    if (!group) throw errors.unknownGroup(name, this.groupNames);
    return group;
  }
}

/** @param floats - of each group, with gradients, moments and target copies. @throws VEM_MEMORY_LIMIT */
function requireMemory(groups: readonly ParameterGroup[], floats: readonly number[]): void {
  const bytes = floats.map((count) => count * Float32Array.BYTES_PER_ELEMENT);
  const shares = groups.map(({ name }, i) => `${name} ${formatBytes(bytes[i])}`).join(', ');
  const hint = `Fewer units (posterior.hidden, valueEstimator.hidden, prior.hidden) or a smaller observation help. With gradients and moments: ${shares}.`;
  const total = bytes.reduce((sum, size) => sum + size, 0);
  requireRoom('The parameters of all networks in one memory', total, hint);
}
