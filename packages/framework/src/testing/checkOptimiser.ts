import { FlatKernels, FlatMemory } from '@vem/compiler';
import type { BoundSlot } from '../composition/definePlugin.js';
import { ParameterStore } from '../parameters/store.js';
import type { FlatFunction, GroupOptimiser, LossOracle, Optimiser } from '../slots/optimiser.js';
import { componentOf, type Require, requirementsOf, START, same } from './examination.js';

export interface OptimiserConditions {
  /** Name of the group that is moved; default `posterior`. */
  readonly group?: string;
}

/** A multiple of what memory is aligned to, so that guards follow at once. */
const LENGTH = 16;
/** Curvatures of the quadratic ½ Σ c (θ − θ*)² that is descended on, and its minimum. */
const CURVATURE = Array.from({ length: LENGTH }, (_, i) => [1, 0.5, 2, 1.5, 0.1][i % 5]);
const MINIMUM = Array.from({ length: LENGTH }, (_, i) => [1, -2, 0.5, 3, -1][i % 5]);

interface Given {
  readonly learningRate?: number;
  readonly clipNorm?: number;
}

/** One group under the optimiser, with memory before and behind each vector that nobody may write. */
class Group {
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;
  readonly moved: GroupOptimiser;
  readonly optimiser: Optimiser;
  readonly #guards: readonly Float32Array[];

  constructor(bound: BoundSlot<'optimiser'>, name: string, given: Given) {
    const parameters = new ParameterStore();
    parameters.group(name);
    this.optimiser = componentOf(bound, { parameters });
    const memory = new FlatMemory(2 ** 12);
    const guards: Float32Array[] = [];
    const allocate = () => {
      const vector = memory.allocate(LENGTH);
      guards.push(memory.allocate(4));
      return vector;
    };
    this.parameters = allocate();
    this.gradient = allocate();
    const vectors = Array.from({ length: this.optimiser.vectors }, allocate);
    const group = { name, parameters: this.parameters, gradient: this.gradient };
    const { learningRate, clipNorm } = given;
    this.moved = this.optimiser.attach({ ...group, learningRate, clipNorm }, vectors, new FlatKernels(memory));
    this.#guards = guards;
  }

  get intact(): boolean {
    return this.#guards.every((guard) => guard.every((value) => value === 0));
  }

  /** @returns how far the parameters moved */
  step(gradient: ArrayLike<number>, scale = 1): number[] {
    const before = this.parameters.slice();
    this.gradient.set(gradient);
    this.moved.step({ progress: START, scale, ...(this.optimiser.oracle ? { oracle: quadratic } : {}) });
    return Array.from(this.parameters, (value, i) => value - before[i]);
  }

  /** Steps on gradients that change. */
  walk(from: number, to: number): void {
    const wave = (t: number) => CURVATURE.map((c, i) => Math.sin(c * t + i));
    for (let t = from; t < to; t++) this.step(this.optimiser.oracle ? slope(this.parameters) : wave(t));
  }
}

const slope = (point: ArrayLike<number>): number[] => CURVATURE.map((c, i) => c * (point[i] - MINIMUM[i]));
const height = (point: ArrayLike<number>): number =>
  CURVATURE.reduce((sum, c, i) => sum + 0.5 * c * (point[i] - MINIMUM[i]) ** 2, 0);

const descended: FlatFunction = {
  value: height,
  gradient: (point, gradient) => {
    gradient.set(slope(point));
    return height(point);
  },
  hessianVector: (_point, vector, product) => product.set(CURVATURE.map((c, i) => c * vector[i])),
  rowGradients: (point, gradients_Bn) => {
    for (let row = 0; row < gradients_Bn.length / LENGTH; row++) gradients_Bn.set(slope(point), row * LENGTH);
  },
  eachRowGradient: (point, rows, hear) => {
    for (const row of rows) hear(row, Float32Array.from(slope(point)));
  },
};

/** What optimisers that ask get to know of the quadratic; a constraint that does not bind far from its minimum. */
const quadratic: LossOracle = {
  ...descended,
  rows: 4,
  dimension: LENGTH,
  constraints: [],
  functions: {},
  columns: {},
};

/**
 * Examines an optimiser of gradients: it goes downhill, the same way each time, remembers in its state alone, leaves the gradient and
 * all memory but its own as they are, heeds scale, norm and the group's own rate, and stays finite.
 *
 * Optimisers that ask for constraints or for other functions (`oracle`) are looked at for what needs none of these: attaching and state.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkOptimiser(
  bound: BoundSlot<'optimiser'>,
  { group: name = 'posterior' }: OptimiserConditions = {},
): void {
  const require = requirementsOf(bound);
  const attach = (given: Given = {}) => new Group(bound, name, given);
  const first = attach();
  const { vectors } = first.optimiser;
  require(Number.isInteger(vectors) &&
    vectors >= 0, '`vectors` is a whole number', vectors, 'Say how many vectors of the group’s length it needs.');
  const { oracle } = first.optimiser;
  if (oracle?.constraints ?? oracle?.functions) {
    checkState(require, attach, () => {});
    return;
  }
  checkDescent(require, attach);
  checkState(require, attach, (group, from, to) => group.walk(from, to));
  if (oracle !== undefined) return;
  checkExtremes(require, attach);
  checkScales(require, attach);
}

type Attach = (given?: Given) => Group;

function checkRest(require: Require, attach: Attach): void {
  const still = attach();
  const moved = still.step(new Float32Array(LENGTH));
  require(moved.every((by) => by === 0), 'where all is 0, nothing moves', moved, 'Divide by what is never 0: add ε.');
}

function checkDescent(require: Require, attach: Attach): void {
  if (attach().optimiser.oracle === undefined) checkRest(require, attach);
  const [group, twin] = [attach(), attach()];
  for (const each of [group, twin]) each.parameters.fill(3);
  const start = height(group.parameters);
  const gradient = Float32Array.from(slope(group.parameters));
  const by = group.step(gradient);
  const along = by.reduce((sum, step, i) => sum + step * gradient[i], 0);
  require(along <
    0, 'the first step goes against the gradient', by, 'Parameters move by minus the rate times the gradient.');
  require(same(group.gradient, gradient), 'the gradient is left as it is', [
    ...group.gradient,
  ], 'Scale while reading, not in place.');
  require(group.intact, 'only its own vectors are written', 'other memory was', 'Work on whole vectors, no further.');
  require(same(
    twin.step(gradient),
    by,
  ), 'the same gradient moves the same parameters alike', twin.parameters, 'Keep nothing outside of the group’s own state.');
  for (let t = 0; t < 100; t++) group.step(slope(group.parameters));
  const end = height(group.parameters);
  require(end < start, '100 steps go downhill', `${start} and then ${end}`, 'Look at signs, and at the rate.');
}

function checkState(require: Require, attach: Attach, walk: (group: Group, from: number, to: number) => void): void {
  const [group, other] = [attach(), attach()];
  walk(group, 0, 20);
  walk(other, 40, 47);
  const state = group.moved.state();
  const saved = structuredClone(state);
  other.parameters.set(group.parameters);
  other.moved.restore(structuredClone(saved));
  walk(group, 20, 30);
  require(same(
    state,
    saved,
  ), 'state() is a copy', 'numbers that change with further steps', 'Copy vectors with `slice()`.');
  walk(other, 20, 30);
  require(same(
    other.parameters,
    group.parameters,
  ), 'steps after restore() are those of the one that was saved', 'others', 'Put all moments and counters into the state.');
  require(same(
    other.moved.state(),
    group.moved.state(),
  ), 'what is remembered after restore() is the same', 'something else', 'Put all moments and counters into the state.');
}

function checkExtremes(require: Require, attach: Attach): void {
  for (const size of [1e-20, 1e15]) {
    const group = attach();
    group.parameters.fill(1);
    for (let t = 0; t < 5; t++) group.step(MINIMUM.map((sign) => sign * size));
    require(group.parameters.every((value) =>
      Number.isFinite(value),
    ), `parameters are finite after gradients of size ${size}`, [
      ...group.parameters,
    ], 'Square in double precision, or clip.');
  }
}

function checkScales(require: Require, attach: Attach): void {
  const gradient = MINIMUM.map((value) => 2 * value);
  const half = gradient.map((value) => value / 2);
  const near = (a: readonly number[], b: readonly number[]) =>
    a.every((value, i) => Math.abs(value - b[i]) <= 1e-4 * Math.abs(b[i]) + 1e-9);
  const many = (group: Group, of: readonly number[], scale: number) => {
    group.step(gradient);
    return group.step(of, scale);
  };
  const [scaled, halved] = [many(attach(), gradient, 0.5), many(attach(), half, 1)];
  require(near(
    scaled,
    halved,
  ), 'at scale ½ the gradient counts half', `${scaled} instead of ${halved}`, 'Multiply the gradient by `scale` wherever it is read.');
  const norm = Math.hypot(...gradient);
  const [clipped, short] = [
    many(attach({ clipNorm: norm / 4 }), gradient, 1),
    (() => {
      const group = attach();
      group.step(gradient.map((value) => value / 4));
      return group.step(gradient.map((value) => value / 4));
    })(),
  ];
  require(near(
    clipped,
    short,
  ), 'a gradient longer than the group’s `clipNorm` counts as one of that length', `${clipped} instead of ${short}`, 'Scale it by clipNorm / norm.');
  const [slow, fast] = [0.01, 0.02].map((learningRate) => attach({ learningRate }).step(gradient));
  require(near(
    fast,
    slow.map((by) => 2 * by),
  ), 'the group’s own rate takes precedence, and a step is in proportion to it', `${fast} at twice the rate of ${slow}`, 'Use the group’s `learningRate` where there is one.');
}
