import type { ParameterStore } from '../parameters/store.js';
import { parameterName } from '../parameters/views.js';
import type { Stream } from '../random/stream.js';
import type { HostContext, HostSlots } from '../slots/host.js';
import type { Copy, Phase } from '../slots/outcome.js';
import type { ProgramSlot } from '../slots/programSlot.js';
import type { Progress } from '../slots/progress.js';
import type { ProgramSlots } from './context.js';
import { type HostSizes, lookingAtHost } from './hostLooks.js';
import { names } from './names.js';
import * as errors from './programErrors.js';

/** Everything that phases on the host work with besides the other slots. */
export interface HostEnvironment {
  readonly slots: ProgramSlots;
  readonly parameters: ParameterStore;
  readonly batch: Readonly<Record<string, Float32Array>>;
  readonly progress: () => Progress;
  /** The stream of a slot's random numbers on the host. */
  readonly streamOf: (slot: string) => Stream;
}

/** Where programs leave what they publish, by the names of their outputs. */
export type Published = Readonly<Record<string, unknown>>;

/** Opens the slots' host sides: each at most once per run, when it is first asked for. */
export class HostScope {
  readonly environment: HostEnvironment;
  readonly #sides = new Map<string, object>();
  readonly #sizes: HostSizes = new Map();

  constructor(environment: HostEnvironment) {
    this.environment = environment;
  }

  /**
   * @param asker - the slot on whose behalf
   * @throws VEM_SLOT_MISSING, VEM_HOST_SIDE_MISSING, VEM_SLOT_SHAPE
   */
  open<S extends keyof HostSlots>(slot: S, asker: string): HostSlots[S] {
    let side = this.#sides.get(slot);
    if (side === undefined) {
      const component = this.environment.slots[slot] as ProgramSlot<object> | undefined;
      if (!component) throw errors.emptySlotUsed(slot);
      if (!component.host) throw errors.hostSideMissing(slot, asker);
      side = lookingAtHost(slot, component.host(this.context(slot)) as HostSlots[S], this.#sizes);
      this.#sides.set(slot, side);
    }
    return side as HostSlots[S];
  }

  /** What the component in a slot gets. @param published - by earlier steps of the update */
  context(slot: string, published: Published = {}): HostContext {
    return new SlotHostContext(this, slot, published);
  }
}

class SlotHostContext implements HostContext {
  readonly #scope: HostScope;
  readonly #slot: string;
  readonly #published: Published;

  constructor(scope: HostScope, slot: string, published: Published) {
    this.#scope = scope;
    this.#slot = slot;
    this.#published = published;
  }

  get prior() {
    return this.#scope.open('prior', this.#slot);
  }
  get posterior() {
    return this.#scope.open('posterior', this.#slot);
  }
  get likelihood() {
    return this.#scope.open('likelihood', this.#slot);
  }
  get valueEstimator() {
    return this.#scope.open('valueEstimator', this.#slot);
  }
  get bootstrap() {
    return this.#scope.open('bootstrap', this.#slot);
  }
  get returns() {
    return this.#scope.open('returns', this.#slot);
  }
  get temperature() {
    return this.#scope.open('temperature', this.#slot);
  }
  get model() {
    return this.#scope.open('model', this.#slot);
  }
  get progress() {
    return this.#scope.environment.progress();
  }
  get stream() {
    return this.#scope.environment.streamOf(this.#slot);
  }
  get batch() {
    return this.#scope.environment.batch;
  }

  parameters(group: string, copy: Copy = 'online') {
    const prefix = parameterName(group, copy, '').length;
    const { parameters } = this.#scope.environment;
    const views = parameters.views(group, copy);
    // Threads that work on copies of the parameters fetch them anew.
    parameters.markChanged(group, copy);
    return Object.fromEntries(views.map(({ name, data }) => [name.slice(prefix), data]));
  }

  version(group: string) {
    return this.#scope.environment.parameters.versionOf(group);
  }

  result(phase: Phase, name: string) {
    const value = this.#published[names.result(phase, name)];
    return value instanceof Float32Array ? value : undefined;
  }
}
