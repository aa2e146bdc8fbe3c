import { differentiate } from '../gradients/differentiate.js';
import { Adam } from '../optimiser/adam.js';
import { FlatKernels } from '../optimiser/flatKernels.js';
import type { Engine, Executable, HostArray, LossProgram, TensorSpec } from '../program.js';
import { FlatMemory, paddedBytes } from '../runtime/flatMemory.js';
import { elementCount } from '../runtime/ports.js';
import {
  actProgram,
  halfCheetahShape,
  type SacShape,
  sacActor,
  sacBatch,
  sacCritic,
  sacFlops,
  sacGroups,
} from './sacPrograms.js';

type Specs = Readonly<Record<string, TensorSpec>>;

/** A complete SAC update on a fixed batch: both gradients, Adam for critics and policy, Polyak for the targets. */
export interface SacUpdate {
  /** Floating-point operations of the matrix products of one update. */
  readonly flops: number;
  update(): void;
  /** The policy's forward pass for one observation, on the live weights. */
  act(): void;
  /** Everything that the update changes, by parameter name. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
  readonly losses: () => { readonly critic: number; readonly actor: number };
  dispose(): void;
}

const targetRate = 0.005;

/** Sets up the update with pseudo-random weights and a pseudo-random batch, the same for every engine. */
export function sacUpdate(engine: Engine, shape: SacShape = halfCheetahShape): SacUpdate {
  const groups = sacGroups(shape);
  const memory = new FlatMemory(floatsFor(groups, shape));
  const kernels = new FlatKernels(memory);
  const random = pseudoRandom();
  const [critics, policy, targets] = [groups.critics, groups.policy, groups.targets].map((specs) =>
    allocate(memory, specs),
  );
  for (const { views } of [critics, policy]) initialise(views, random);
  targets.flat.set(critics.flat);

  const batch = allocate(memory, sacBatch(shape));
  for (let index = 0; index < batch.flat.length; index++) batch.flat[index] = random();
  const inputs = { ...critics.views, ...policy.views, ...targets.views, ...batch.views };

  const trained = (program: LossProgram, specs: Specs, parameters: Float32Array) => {
    const gradient = allocate(memory, specs);
    const outputs = Object.fromEntries(
      Object.entries(gradient.views).map(([name, view]) => [`gradient/${name}`, view]),
    );
    const [firstMoment, secondMoment] = [0, 1].map(() => memory.allocate(parameters.length));
    return {
      executable: engine.load(differentiate(program), { ...inputs, ...outputs }),
      adam: new Adam(kernels, { parameters, gradient: gradient.flat, firstMoment, secondMoment }),
    };
  };
  const critic = trained(sacCritic(shape), groups.critics, critics.flat);
  const actor = trained(sacActor(shape), groups.policy, policy.flat);
  const act = engine.load(actProgram(shape), policy.views);
  const lossOf = (executable: Executable, group: string) => executable.outputs[`loss/${group}`].data[0];
  return {
    flops: sacFlops(shape),
    update() {
      critic.executable.run();
      critic.adam.step();
      kernels.polyak(targets.flat, critics.flat, targetRate);
      actor.executable.run();
      actor.adam.step();
    },
    act: () => act.run(),
    parameters: { ...critics.views, ...policy.views, ...targets.views },
    losses: () => ({ critic: lossOf(critic.executable, 'critics'), actor: lossOf(actor.executable, 'policy') }),
    dispose() {
      for (const executable of [critic.executable, actor.executable, act]) executable.dispose();
    },
  };
}

const paddedFloats = (specs: Specs) =>
  Object.values(specs).reduce((sum, { shape }) => sum + paddedBytes(elementCount(shape)) / 4, 0);

/** Parameters, gradients and two moments of the trained groups; targets; batch. */
function floatsFor({ critics, policy, targets }: ReturnType<typeof sacGroups>, shape: SacShape): number {
  return 4 * (paddedFloats(critics) + paddedFloats(policy)) + paddedFloats(targets) + paddedFloats(sacBatch(shape));
}

/** One flat vector for all tensors, each of which starts on a cache line of its own. */
function allocate(memory: FlatMemory, specs: Specs) {
  const flat = memory.allocate(paddedFloats(specs));
  const views: Record<string, Float32Array> = {};
  let offset = 0;
  for (const [name, { shape }] of Object.entries(specs)) {
    const size = elementCount(shape);
    views[name] = flat.subarray(offset, offset + size);
    offset += paddedBytes(size) / 4;
  }
  return { flat, views };
}

/** Weights uniform in ±1/√fanIn; biases zero. */
function initialise(views: Readonly<Record<string, HostArray>>, random: () => number): void {
  for (const [name, view] of Object.entries(views)) {
    const bias = name.replace(/w(\d)$/, 'b$1');
    if (bias === name) continue;
    const fanIn = view.length / views[bias].length;
    for (let index = 0; index < view.length; index++) view[index] = random() / Math.sqrt(fanIn);
  }
}

/** Uniform in [−1, 1), a linear congruential generator: good enough for a benchmark. */
function pseudoRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
