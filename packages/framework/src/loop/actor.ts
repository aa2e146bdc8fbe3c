import { ActionAdapter } from '../environment/actionAdapter.js';
import type { VectorEnvironment } from '../environment/environment.js';
import { actionWidth } from '../environment/spaces.js';
import type { ActStep } from '../programs/actStep.js';
import type { Carrying } from '../programs/carried.js';
import type { Metered } from '../programs/meters.js';
import type { Stream } from '../random/stream.js';
import type { Behaviour } from '../slots/behaviour.js';
import type { Progress } from '../slots/progress.js';
import type { Transitions } from '../slots/transitions.js';
import { restoreArray } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import { EpisodeLog } from './episodeLog.js';
import { experienceColumns, type RecordedTrace } from './experience.js';
import type { Simulator } from './simulator.js';

/** Who acts, and what is remembered. */
export type ActingSlots = Carrying & { readonly behaviour: Behaviour };

/** Acts in N environments with the behaviour and hands out transitions. */
export class Actor implements Stateful {
  readonly #environment: VectorEnvironment;
  readonly #behaviour: Behaviour;
  readonly #remembers: boolean;
  readonly #step: ActStep;
  readonly #stream: Stream;
  /** Present where the behaviour tries actions before it takes one. */
  readonly simulator: Simulator | undefined;
  readonly #adapter: ActionAdapter;
  /** [N, A], as policies speak. */
  readonly #action: Float32Array;
  readonly #transitions: Transitions;
  readonly #observation: Float32Array;
  /** Steps since each episode began, and the number of each, [N]. */
  readonly #time: Float32Array;
  readonly #path: Float32Array;
  readonly episodes: EpisodeLog;

  constructor(
    environment: VectorEnvironment,
    slots: ActingSlots,
    step: ActStep,
    stream: Stream,
    trace: RecordedTrace,
    simulator?: Simulator,
  ) {
    const { count, spec } = environment;
    this.#environment = environment;
    this.#behaviour = slots.behaviour;
    this.#remembers = slots.memory !== undefined;
    this.#step = step;
    this.#stream = stream;
    this.simulator = simulator;
    this.#adapter = new ActionAdapter(spec.action, count);
    this.#action = new Float32Array(count * actionWidth(spec.action));
    const columns = experienceColumns(spec, slots, trace).map(
      ({ name, size }) => [name, new Float32Array(count * size)] as const,
    );
    this.#transitions = { count, columns: Object.fromEntries(columns) };
    this.#observation = new Float32Array(count * spec.observation.size);
    this.episodes = new EpisodeLog(count, spec.observation);
    this.#time = new Float32Array(count);
    this.#path = Float32Array.from({ length: count }, (_, n) => n);
    this.#observation.set(environment.reset());
  }

  /** One step of every environment. The result is reused by the next call. */
  act(progress: Progress): Transitions {
    const { columns } = this.#transitions;
    this.#observe(columns.observation, this.#observation);
    columns.time?.set(this.#time);
    columns.path?.set(this.#path);
    const explores = this.#behaviour.explores?.(progress) ?? false;
    const simulates = this.simulator !== undefined && !explores;
    if (!simulates && (!explores || this.#remembers)) {
      // What is seen is remembered, whoever acts.
      this.#step.observation.set(this.#observation);
      this.#step.run(progress);
    }
    if (explores) this.#behaviour.explore!(this.#stream, this.#action, progress, columns);
    else if (this.simulator) {
      const metrics = this.simulator.decide(this.#environment, progress, this.#action, columns);
      for (const [name, value] of Object.entries(metrics)) this.#step.meters.add(`behaviour/${name}`, value);
    } else {
      this.#action.set(this.#step.action);
      for (const [name, values] of Object.entries(this.#step.record)) columns[name].set(values);
    }
    this.#adapter.convert(this.#action);
    const step = this.#environment.step(this.#adapter.environment);
    columns.action.set(this.#adapter.stored);
    columns.reward.set(step.reward_N);
    this.#observe(columns.nextObservation, step.nextObservation_NO);
    columns.terminated.set(step.terminated_N);
    columns.truncated.set(step.truncated_N);
    this.#observation.set(step.observation_NO);
    this.episodes.add(step);
    for (let n = 0; n < this.#environment.count; n++) {
      this.#time[n]++;
      if (step.terminated_N[n] + step.truncated_N[n] > 0) this.#startEpisode(n);
    }
    return this.#transitions;
  }

  #startEpisode(n: number): void {
    this.#step.memory.forget(n);
    this.#time[n] = 0;
    this.#path[n] += this.#environment.count;
  }

  /** Environments' observations with what is carried behind each. */
  #observe(column: Float32Array, observation_NO: Float32Array): void {
    const { memory } = this.#step;
    if (memory.size === 0) column.set(observation_NO);
    else memory.join(observation_NO, column);
  }

  get environment(): VectorEnvironment {
    return this.#environment;
  }

  /** What acting logs. */
  get metered(): Metered {
    return this.#step;
  }

  /** What is carried through the running episodes. */
  get memory(): Stateful {
    return this.#step.memory;
  }

  /** The observations to act on next; environment, memory and episodes are stored by themselves. */
  state(): ComponentState {
    // A behaviour may hold on to the last action.
    return {
      observation: this.#observation.slice(),
      action: this.#action.slice(),
      time: this.#time.slice(),
      path: this.#path.slice(),
    };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ observation, action, time, path }: ComponentState): void {
    restoreArray('actor', 'observation', this.#observation, observation);
    restoreArray('actor', 'action', this.#action, action);
    restoreArray('actor', 'time', this.#time, time);
    restoreArray('actor', 'path', this.#path, path);
  }

  /** False after the environment was restored from a state that does not tell all: then `startEpisodes`. */
  get episodesContinue(): boolean {
    return this.#environment.state().exact !== false;
  }

  /** Starts new episodes where the running ones could not be restored. */
  startEpisodes(): void {
    this.#observation.set(this.#environment.reset());
    for (let n = 0; n < this.#environment.count; n++) this.#startEpisode(n);
    this.episodes.startOver();
  }

  dispose(): void {
    this.simulator?.dispose();
    this.#environment.dispose();
  }
}
