import * as tf from '@tensorflow/tfjs-core';
import {
  type Bindings,
  differentiate,
  type Engine,
  type Executable,
  type HostArray,
  hessianProduct,
  type Loss,
  type LossProgram,
  type Program,
} from '@vem/compiler';
import type { Stretch } from '../../slots/batch.js';
import type { FlatConstraint, FlatFunction, LossOracle, OracleDemand, OracleQuery } from '../../slots/optimiser.js';
import type { Progress } from '../../slots/progress.js';
import type { ProgramEnvironment } from '../context.js';
import type { LearnOutcome, LearnProgram } from '../learnProgram.js';
import { after } from '../names.js';
import { type StreamOf, storageOf, VaryingInputs } from '../ports.js';
import * as errors from '../programErrors.js';
import { LoadedFunction } from './loadedFunction.js';
import { RowGradients } from './rowGradients.js';
import { Trial } from './trial.js';

/** An optimiser step whose losses are asked about. */
export interface OraclePlace {
  readonly engine: Engine;
  readonly program: LearnProgram;
  readonly environment: ProgramEnvironment;
  /** Storage of parameters, rows and results, by the names of inputs. */
  readonly bindings: Bindings;
  /** The step itself: its noise and its scalars are those of the oracle. */
  readonly step: Executable;
  readonly streamOf: StreamOf;
  /** Works out on the host what the losses take as given, at the present parameters. */
  readonly prepare?: (() => void) | undefined;
}

/** How a function is picked from what the phases say. */
interface Picked {
  readonly name: string;
  readonly rows: Loss['rows'];
  readonly queries: readonly OracleQuery[];
  readonly terms: (outcome: LearnOutcome) => readonly Loss[];
}

/** The losses of one group, its constraints and what else is published of it, as functions of a flat vector. */
export class GroupOracle implements LossOracle {
  readonly rows: number;
  readonly time: Stretch | undefined;
  readonly dimension: number;
  readonly constraints: readonly FlatConstraint[];
  readonly functions: Readonly<Record<string, FlatFunction>>;
  readonly columns: Readonly<Record<string, Float32Array>>;
  readonly #place: OraclePlace;
  readonly #group: string;
  readonly #trial: Trial;
  readonly #losses: FlatFunction;
  readonly #varying: VaryingInputs;
  /** Storage of inputs by name. */
  readonly #storage: Record<string, HostArray>;

  /** @throws VEM_ORACLE_UNANSWERED and what recording and loading throw */
  constructor(place: OraclePlace, group: string, demand: OracleDemand) {
    const { bindings, step, environment, program, streamOf, prepare } = place;
    this.#place = place;
    this.#group = group;
    this.rows = environment.batch!.rows;
    this.time = environment.batch!.time;
    this.dimension = environment.parameters.views(group).reduce((sum, { data }) => sum + data.length, 0);
    this.columns = Object.fromEntries(
      Object.entries(bindings).flatMap(([name, data]) => {
        const column = after('batch/', name);
        return column === undefined ? [] : [[column, data as Float32Array]];
      }),
    );
    this.#trial = new Trial(environment.parameters, group, prepare);
    this.#storage = { ...bindings, ...storageOf(step.inputs), ...this.#trial.bindings };
    const known = new Set(Object.keys(this.#storage));
    const picked = pick(program, group, demand);
    const values = this.#loadValues([picked.losses, ...picked.constraints, ...picked.functions]);
    const load = (one: Picked) => this.#loadFunction(one, values.get(one));
    this.#losses = load(picked.losses);
    this.constraints = picked.constraints.map((constraint) => {
      const { name, bound } = constraint;
      return Object.assign(load(constraint), { name, bound });
    });
    this.functions = Object.fromEntries(picked.functions.map((one) => [one.name, load(one)]));
    const own = Object.entries(this.#storage).filter(([name]) => !known.has(name));
    this.#varying = new VaryingInputs(Object.fromEntries(own), environment.slots, streamOf);
  }

  /** A new step begins: other rows, other noise. */
  begin(progress: Progress): void {
    this.#varying.fill(progress);
    this.#trial.renew();
  }

  value(point: Float32Array): number {
    return this.#losses.value(point);
  }

  gradient(point: Float32Array, gradient: Float32Array): number {
    return this.#losses.gradient(point, gradient);
  }

  hessianVector(point: Float32Array, vector: Float32Array, product: Float32Array): void {
    this.#losses.hessianVector(point, vector, product);
  }

  rowGradients(point: Float32Array, gradients_Bn: Float32Array): void {
    this.#losses.rowGradients(point, gradients_Bn);
  }

  eachRowGradient(
    point: Float32Array,
    rows: Iterable<number>,
    hear: (row: number, gradient: Float32Array) => void,
  ): void {
    this.#losses.eachRowGradient(point, rows, hear);
  }

  /** One program for all values that are asked for: a line search wants several at the same point. */
  #loadValues(all: readonly Picked[]): ReadonlyMap<Picked, () => number> {
    const wanted = all.filter(({ queries }) => queries.includes('value'));
    if (wanted.length === 0) return new Map();
    const { program } = this.#place;
    const output = (one: Picked) => String(wanted.indexOf(one));
    const executable = this.#load({
      name: `${program.name}, values of ${this.#group}`,
      inputs: program.inputs,
      body: (inputs, request) => {
        const outcome = program.body(inputs, request);
        return Object.fromEntries(wanted.map((one) => [output(one), total(one.terms(outcome))]));
      },
    });
    let moment = -1;
    return new Map(
      wanted.map((one) => [
        one,
        () => {
          if (moment !== this.#trial.moment) executable.run();
          moment = this.#trial.moment;
          return executable.outputs[output(one)].data[0];
        },
      ]),
    );
  }

  #loadFunction(one: Picked, value: (() => number) | undefined): LoadedFunction {
    const asks = (query: OracleQuery) => one.queries.includes(query);
    const program = this.#only(this.#place.program, one);
    return new LoadedFunction(one.name, this.#group, this.#trial, {
      value,
      gradient: asks('gradient') ? this.#load(differentiate(program)) : undefined,
      hessianVector: asks('hessianVector') ? this.#load(hessianProduct(program, this.#group)) : undefined,
      rowGradients: asks('rowGradients') ? this.#loadRows(one) : undefined,
    });
  }

  #loadRows(one: Picked): RowGradients {
    if (one.rows === 'coupled') throw errors.oracleUnanswered(one.name, this.#group, 'its rows depend on each other');
    const { engine, program, bindings, step } = this.#place;
    const columns = Object.fromEntries(Object.entries(bindings).filter(([name]) => after('batch/', name)));
    const shared = Object.entries({ ...bindings, ...storageOf(step.inputs), ...this.#trial.bindings });
    const perRow = (name: string) => ['batch/', 'noise/', 'result/'].some((kind) => after(kind, name) !== undefined);
    const executable = engine.load(
      differentiate(this.#only(program.forRows(1), one)),
      Object.fromEntries(shared.filter(([name]) => !perRow(name))),
    );
    const odd = Object.keys(executable.inputs).find((name) => perRow(name) && !(name in columns));
    if (odd)
      throw errors.oracleUnanswered(one.name, this.#group, `a row of it reads "${odd}", which belongs to others`);
    return new RowGradients(this.rows, executable, columns, this.#trial.result);
  }

  /** The function as the only loss of its program. */
  #only(program: LearnProgram, { name, terms }: Picked): LossProgram {
    const { inputs, groups, body } = program;
    return {
      name: `${program.name}, ${name} of ${this.#group}`,
      inputs,
      groups: { [this.#group]: groups[this.#group] },
      body: (given, request) => ({ losses: terms(body(given, request)), outputs: {} }),
    };
  }

  #load(program: Program): Executable {
    const executable = this.#place.engine.load(program, this.#storage);
    for (const [name, { data }] of Object.entries(executable.inputs)) this.#storage[name] ??= data;
    return executable;
  }
}

const total = (terms: readonly Loss[]) => terms.map(({ value }) => value).reduce((sum, value) => tf.add(sum, value));

/** What an optimiser asks about, as far as phases publish it. @throws VEM_ORACLE_UNANSWERED */
function pick(program: LearnProgram, group: string, demand: OracleDemand) {
  const ofGroup = <T extends Loss>(terms: readonly T[]) => terms.filter((term) => term.group === group);
  const losses: Picked = {
    name: 'losses',
    rows: program.coupled.has(group) ? 'coupled' : 'mean',
    queries: demand.losses ?? [],
    terms: (outcome) => ofGroup(outcome.losses),
  };
  const constraints = demand.constraints
    ? [...program.constraints.values()].filter((constraint) => constraint.group === group)
    : [];
  if (demand.constraints && constraints.length === 0)
    throw errors.oracleUnanswered('constraints', group, 'no phase publishes one');
  return {
    losses,
    constraints: constraints.map(({ name, rows, bound }) => ({
      name,
      rows,
      bound,
      queries: demand.constraints ?? [],
      terms: (outcome: LearnOutcome) => ofGroup(outcome.constraints).filter((one) => one.name === name),
    })),
    functions: Object.entries(demand.functions ?? {}).map(([name, queries]): Picked => {
      const rows = program.functions.get(`${group}/${name}`);
      if (!rows) throw errors.oracleUnanswered(name, group, 'no phase publishes it');
      return { name, rows, queries, terms: (outcome) => ofGroup(outcome.functions).filter((one) => one.name === name) };
    }),
  };
}
