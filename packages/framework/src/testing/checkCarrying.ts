import type { Acted, Behaviour, BehaviourProgram } from '../slots/behaviour.js';
import type { Bench } from './bench.js';
import { finite, near } from './closeness.js';
import { OBSERVATION } from './examination.js';
import type { Numbers } from './loaded.js';

/** Steps of an episode on the bench. */
const STEPS = 100;

/** Parts that are carried have names and sizes. @throws VEM_CONFORMANCE */
export function checkCarriedParts({ require }: Bench, { memory = [] }: Behaviour): void {
  const names = new Set(memory.map(({ name }) => name));
  require(names.size === memory.length &&
    memory.every(
      ({ name, size }) => name !== '' && Number.isInteger(size) && size >= 1,
    ), 'each part that is carried has a name of its own and a whole size from 1', JSON.stringify(
    memory,
  ), 'List each once in `memory`.');
}

/** Observations with what is carried at their ends, as programs see them. */
export function carrying(own: Float32Array, memory: Numbers, count: number): Float32Array {
  const parts = [own, ...Object.values(memory)];
  return Float32Array.from(
    Array.from({ length: count }, (_, n) =>
      parts.flatMap((part) => [...part.subarray((n * part.length) / count, ((n + 1) * part.length) / count)]),
    ).flat(),
  );
}

type Step = (behaviour: BehaviourProgram, ...given: Parameters<BehaviourProgram['act']>) => Acted;

/**
 * What is carried through an episode: written while acting and in evaluations alike, for each environment by itself, finite in long
 * episodes.
 *
 * @param count - N
 * @throws VEM_CONFORMANCE
 */
export function checkCarrying(bench: Bench, behaviour: Behaviour, count: number): void {
  const { memory = [], evaluation } = behaviour;
  if (memory.length === 0) return;
  const { require } = bench;
  const size = OBSERVATION.size;
  const shapes = Object.fromEntries(memory.map((part) => [part.name, [count, part.size]]));
  const width = size + memory.reduce((sum, part) => sum + part.size, 0);
  const manners: Readonly<Record<string, Step>> = {
    act: (program, observation, before) => program.act(observation, before),
    evaluate: (program, observation, before) => program.evaluate(observation, evaluation, before),
  };
  for (const [manner, step] of Object.entries(manners)) {
    let written: readonly string[] = [];
    const loaded = bench.load(
      `${manner}, carrying`,
      (scope, { observation, ...before }) => {
        const after = step(scope.open('behaviour'), observation, before).memory ?? {};
        written = Object.keys(after);
        return { outputs: { ...before, ...after } };
      },
      { observation: [count, width], ...shapes },
    );
    require(behaviour.simulation !== undefined ||
      memory.every(({ name }) =>
        written.includes(name),
      ), `${manner} says what to carry to the next step`, `[${written}] of [${Object.keys(shapes)}]`, 'Return all parts under `memory`.');
    const seen = (t: number) => bench.normal(`carrying/${t}`, count * size);
    const after = (before: Numbers, t: number, own = seen(t)): Numbers => {
      const outputs = loaded.run({ inputs: { observation: carrying(own, before, count), ...before }, seed: t });
      return Object.fromEntries(memory.map(({ name }) => [name, outputs[name]]));
    };
    let carried: Numbers = Object.fromEntries(memory.map((part) => [part.name, new Float32Array(count * part.size)]));
    const first = after(carried, 0);
    const other = after(
      carried,
      0,
      seen(0).map((x, i) => (i < size ? x + 1 : x)),
    );
    for (const { name, size: entries } of memory)
      require(near(
        other[name].subarray(entries),
        first[name].subarray(entries),
      ), `${manner} carries "${name}" of each environment by itself`, 'another value where the first observation is another one', 'Nothing may be normalised over environments.');
    for (let t = 0; t < STEPS; t++) carried = after(carried, t);
    for (const { name } of memory)
      require(finite(carried[name]), `${manner} carries finite numbers through ${STEPS} steps`, `"${name}" of ${[
        ...carried[name],
      ]}`, 'Bound what grows from step to step.');
  }
}
