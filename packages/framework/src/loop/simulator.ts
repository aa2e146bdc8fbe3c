import { ActionAdapter } from '../environment/actionAdapter.js';
import { Branches } from '../environment/branches.js';
import type { VectorEnvironment } from '../environment/environment.js';
import type { ConsiderStep } from '../programs/considerStep.js';
import type { Stream } from '../random/stream.js';
import type { Progress } from '../slots/progress.js';
import type { Simulating, Simulation } from '../slots/simulating.js';

/** Copies of the environments, in which a behaviour tries what its actions lead to before it takes one. */
export class Simulator {
  readonly #simulation: Simulation;
  readonly #branches: Branches;
  readonly #consider: ConsiderStep;
  readonly #stream: Stream;
  readonly #adapter: ActionAdapter;
  readonly #environments: number;

  /** @param copies - P·N of the environment; @param environments - N */
  constructor(
    simulation: Simulation,
    copies: VectorEnvironment,
    environments: number,
    consider: ConsiderStep,
    stream: Stream,
  ) {
    this.#simulation = simulation;
    this.#branches = new Branches(copies, environments);
    this.#consider = consider;
    this.#stream = stream;
    this.#adapter = new ActionAdapter(copies.spec.action, copies.count);
    this.#environments = environments;
  }

  /** Copies that are tried in; what they remember is their chance. */
  get environment(): VectorEnvironment {
    return this.#branches.environment;
  }

  /** Finds actions for where the environments stand, which stay there. */
  decide(
    environment: VectorEnvironment,
    progress: Progress,
    action_NA: Float32Array,
    columns: Readonly<Record<string, Float32Array>>,
  ): Readonly<Record<string, number>> {
    const branches = this.#branches;
    branches.branch(environment.state());
    const simulating: Simulating = {
      environments: this.#environments,
      observation_RO: branches.observation,
      step: (action_RA) => {
        this.#adapter.convert(action_RA);
        return branches.step(this.#adapter.environment);
      },
      pick: (index_R) => branches.pick(index_R),
      ask: (observation_RO) => this.#consider.ask(observation_RO, progress),
      stream: this.#stream,
      progress,
    };
    return this.#simulation.decide(simulating, action_NA, columns);
  }

  dispose(): void {
    this.#consider.dispose();
    this.environment.dispose();
  }
}
