import type { BoundSlot } from '../composition/definePlugin.js';
import type { HostContext } from '../slots/host.js';
import type { ProgramSlot } from '../slots/programSlot.js';
import type { Bench } from './bench.js';
import { checkStateful } from './checkStateful.js';
import { finite, near } from './closeness.js';
import { OBSERVATION, START } from './examination.js';
import { onBenches, type SlotConditions } from './onBenches.js';

const [B, N] = [4, 3];

/**
 * Examines a normaliser: observations and rewards of the same shape, each row by itself, finite before any data and far out; statistics
 * that programs see when they settle and not before, that are parameters nobody trains, and that take copies of what they watch.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkNormaliser(bound: BoundSlot<'normaliser'>, conditions: SlotConditions = {}): void {
  const [actions] = conditions.actions ?? [];
  onBenches(bound, { ...conditions, ...(actions ? { actions: [actions] } : {}) }, (bench) => {
    const { require } = bench;
    require(bench.groups.length ===
      0, 'statistics are parameters that nobody trains', bench.groups, 'Declare the group with `trained: false`.');
    const component = bench.slots.normaliser as unknown as ProgramSlot<object>;
    const loaded = bench.load(
      'normalise',
      (scope, { observation, reward }) => {
        const { observation: of, reward: scaled } = scope.open('normaliser');
        return { outputs: { observation: of(observation), reward: scaled(reward) } };
      },
      { observation: [B, OBSERVATION.size], reward: [B] },
    );
    const observation = bench.normal('observation', B * OBSERVATION.size);
    const reward = bench.normal('reward', B);
    const at = (scale = 1) =>
      loaded.run({ inputs: { observation: observation.map((x) => scale * x), reward: reward.map((x) => scale * x) } });
    const checkFinite = (when: string) => {
      for (const scale of [0, 1, 1e6])
        for (const [name, values] of Object.entries(at(scale)))
          require(finite(values), `"${name}" is finite ${when}, at numbers ${scale} times as large`, [
            ...values,
          ], 'Add ε to variances, and clip.');
    };
    checkFinite('before any data');
    const other = loaded.run({
      inputs: {
        observation: observation.map((x, i) => (i < OBSERVATION.size ? x + 1 : x)),
        reward: reward.map((x, i) => (i === 0 ? x + 1 : x)),
      },
    });
    require(near(other.observation.slice(OBSERVATION.size), at().observation.slice(OBSERVATION.size)) &&
      near(
        other.reward.slice(1),
        at().reward.slice(1),
      ), 'each row is normalised by itself', 'others where the first row is another one', 'Statistics come from what was watched, not from the batch.');
    const order = at(1).reward.map((value, i) => Math.sign(value) * Math.sign(reward[i]));
    require(order.every((sign) => sign >= 0), 'rewards keep their sign', [
      ...at(1).reward,
    ], 'Scale rewards; to subtract a mean changes the task.');

    const before = at();
    watch(bench, component, 5);
    require(near(at().observation, before.observation, 0, 0) &&
      near(
        at().reward,
        before.reward,
        0,
        0,
      ), 'what programs read stays as it is until it settles', 'numbers that moved with the watched ones', 'Publish statistics in `settle`.');
    component.settle?.(hostOf(bench));
    const settled = at();
    checkFinite('after data');
    component.settle?.(hostOf(bench));
    require(near(
      at().observation,
      settled.observation,
      1e-6,
      1e-6,
    ), 'to settle twice changes nothing', 'other numbers', 'Publish what was gathered; forget nothing by it.');
    checkStateful(component, require, () => watch(bench, component, 1));
    component.settle?.(hostOf(bench));
    checkFinite('after a state was restored');
  });
}

/** What the hook gets of a run. */
const hostOf = (bench: Bench): HostContext =>
  ({
    progress: START,
    parameters: (group: string) =>
      Object.fromEntries(bench.views(group).map(({ name, data }) => [name.slice(group.length + 1), data])),
  }) as unknown as HostContext;

/** Transitions in arrays that are used again. */
function watch(bench: Bench, component: ProgramSlot<object>, steps: number): void {
  const columns = {
    observation: new Float32Array(N * OBSERVATION.size),
    nextObservation: new Float32Array(N * OBSERVATION.size),
    action: new Float32Array(N * bench.width),
    reward: new Float32Array(N),
    terminated: new Float32Array(N),
    truncated: new Float32Array(N),
  };
  for (let t = 0; t < steps; t++) {
    for (const [name, column] of Object.entries(columns))
      if (!name.endsWith('ed')) column.set(bench.normal(`watched ${name} ${t}`, column.length, 3));
    const before = structuredClone(columns);
    component.watch?.({ count: N, columns }, { ...START, envSteps: t * N });
    bench.require(
      Object.entries(columns).every(([name, column]) => near(column, before[name as keyof typeof before], 0, 0)),
      'what is watched is left as it is',
      'changed columns',
      'Copy what is to be changed.',
    );
  }
  for (const column of Object.values(columns)) column.fill(Number.NaN);
}
