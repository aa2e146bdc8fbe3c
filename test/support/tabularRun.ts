import { composeUnchecked, type Evaluation, type Phase, type Pipeline, type Run, type SlotMap } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { exactCategorical } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { offPolicy, sgd } from '@vem/training';
import { logSumExp, oneStep, table } from '@vem/values';
import { showProbabilities } from './showProbabilities.js';

/** What a tabular run leaves open: environment, data and temperature; everything else may be replaced. */
export type TabularSlots = SlotMap & Required<Pick<SlotMap, 'environment' | 'data' | 'temperature'>>;

/**
 * Exact posterior, soft value iteration on a table, and entries that move all the way to the mean of their targets: on
 * a batch of every transition, one update is one sweep.
 */
export class TabularRun {
  readonly #run: Run;
  readonly #pipeline: Pipeline;

  private constructor(run: Run, pipeline: Pipeline) {
    this.#run = run;
    this.#pipeline = pipeline;
  }

  /** @param copies - environments that are acted in, to see what the policy does in different states */
  static async open(slots: TabularSlots, copies = 1): Promise<TabularRun> {
    const run = composeUnchecked(
      {
        prior: uniform({ reference: 'normalised' }),
        posterior: exactCategorical(),
        likelihood: optimality(),
        valueEstimator: table(),
        bootstrap: logSumExp(),
        returns: oneStep({ discount: 0.9 }),
        behaviour: showProbabilities(),
        optimiser: sgd({ learningRate: 1 }),
        schedule: offPolicy({ steps: [['value'], ['eStep']] }),
        ...slots,
      },
      { seed: 1, environments: copies },
    );
    return new TabularRun(run, await run.open());
  }

  /** Learns without acting. */
  update(count: number): void {
    const { batch, update, parameters } = this.#pipeline;
    for (let i = 0; i < count; i++) {
      batch.fill();
      parameters.synchronise(this.#pipeline.countUpdate(update.run(this.#pipeline.progress)));
    }
  }

  /** Entries of a parameter tensor, by its full name, e.g. `valueEstimator/q`. */
  parameter(name: string): Float32Array {
    return this.#pipeline.parameters.allViews().find((view) => view.name === name)!.data;
  }

  /** The last gradient of a parameter tensor. */
  gradient(group: string, name: string): Float32Array {
    return this.#pipeline.parameters.gradientViews(group).find((view) => view.name === `${group}/${name}`)!.data;
  }

  /** A metric of the last update, e.g. `posterior/objective`. */
  metric(name: string): number {
    return this.#output(`metric/${name}`)[0];
  }

  /** What the last update descended on in a group of parameters. */
  loss(group: string): number {
    return this.#output(`loss/${group}`)[0];
  }

  /** What a phase of the last update published, flat. */
  result(phase: Phase, name: string): Float32Array {
    return this.#output(`result/${phase}/${name}`);
  }

  /** Whole episodes in the behaviour's own manner of being evaluated. */
  evaluate(episodes: number): Promise<Evaluation> {
    return this.#run.evaluate({ episodes });
  }

  /** Acts once; for each environment its observation and the probabilities of actions there. */
  act(): readonly { readonly observation: readonly number[]; readonly probability: readonly number[] }[] {
    const { count, columns } = this.#pipeline.actor.act(this.#pipeline.progress);
    const rows = (name: string, n: number) => {
      const size = columns[name].length / count;
      return [...columns[name].subarray(n * size, (n + 1) * size)];
    };
    return Array.from({ length: count }, (_, n) => ({
      observation: rows('observation', n),
      probability: rows('probability', n),
    }));
  }

  #output(name: string): Float32Array {
    const ports = this.#pipeline.steps.flatMap((step) => step.executable.outputs[name] ?? []);
    return ports[0].data as Float32Array;
  }
}
