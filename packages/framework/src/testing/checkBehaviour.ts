import * as tf from '@tensorflow/tfjs-core';
import type { BoundSlot } from '../composition/definePlugin.js';
import { storedActionWidth } from '../environment/spaces.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import type { Behaviour } from '../slots/behaviour.js';
import type { Bench } from './bench.js';
import { carrying, checkCarriedParts, checkCarrying } from './checkCarrying.js';
import { checkStateful } from './checkStateful.js';
import { finite, near } from './closeness.js';
import { OBSERVATION, same } from './examination.js';
import type { Numbers } from './loaded.js';
import { onBenches, type SlotConditions } from './onBenches.js';

const N = 4;

/**
 * Examines a behaviour among a known posterior and prior: actions in the space of actions, for each environment by itself, columns
 * that say what they are called after, exploration that is a function of progress and the stream, evaluations in each manner, and what is
 * carried through an episode.
 *
 * @throws VEM_CONFORMANCE, and what recording programs throws
 */
export function checkBehaviour(bound: BoundSlot<'behaviour'>, conditions: SlotConditions = {}): void {
  for (const records of [true, false])
    onBenches(bound, { ...conditions, records }, (bench) => {
      const behaviour = bench.slots.behaviour as unknown as Behaviour;
      checkCarriedParts(bench, behaviour);
      const memory = behaviour.memory ?? [];
      const size = OBSERVATION.size + memory.reduce((sum, column) => sum + column.size, 0);
      const carried = Object.fromEntries(memory.map((column) => [column.name, [N, column.size]]));
      const remembered = Object.fromEntries(memory.map((column) => [column.name, new Float32Array(N * column.size)]));
      const own = bench.normal('observation', N * OBSERVATION.size);
      const observation = carrying(own, remembered, N);
      checkExploring(bench, behaviour);
      if (!records && mayRecord(bound, conditions)) return;
      checkActing(bench, behaviour, size, carried, { observation, ...remembered });
      checkEvaluating(bench, behaviour, size, carried, { observation, ...remembered });
      checkCarrying(bench, behaviour, N);
      checkStateful(behaviour, bench.require);
    });
}

/** Whether its options let it record all that others may ask for: a warm-up that knows no density does not. */
function mayRecord(bound: BoundSlot<'behaviour'>, conditions: SlotConditions): boolean {
  let opened = 0;
  onBenches(bound, { ...conditions, records: true }, () => opened++);
  return opened > 0;
}

/** Within reach of the environment, which clips boxes: finite, or one-hot. */
function requireActions(bench: Bench, action_NA: Float32Array, what: string): void {
  const { require, action, width } = bench;
  require(finite(action_NA), `${what} gives finite actions`, [
    ...action_NA,
  ], 'Keep logarithms and divisions away from 0.');
  if (action.kind === 'box') return;
  for (let n = 0; n < N; n++) {
    const row = [...action_NA.subarray(n * width, (n + 1) * width)];
    require(row.filter((entry) => entry === 1).length === 1 &&
      row.every(
        (entry) => entry === 0 || entry === 1,
      ), `${what} gives one-hot actions`, row, 'Take them from the density’s samples.');
  }
}

function checkActing(
  bench: Bench,
  behaviour: Behaviour,
  size: number,
  carried: Readonly<Record<string, readonly number[]>>,
  given: Numbers,
): void {
  const { require, action } = bench;
  const loaded = bench.load(
    'act',
    (scope, { observation, ...memory }) => {
      const acted = scope.open('behaviour').act(observation, memory);
      const sample = {
        action_SBA: tf.expandDims(acted.action_NA, 0),
        ...(acted.record.preSquash
          ? { preSquash_SBA: tf.expandDims(acted.record.preSquash, 0) }
          : action.kind === 'box'
            ? { preSquash_SBA: tf.expandDims(acted.action_NA, 0) }
            : {}),
      };
      const densities = {
        posterior: scope.open('posterior').infer(observation, 'act', 'online'),
        prior: scope.open('prior').at(observation, 'online'),
      };
      const logs = Object.entries(densities).flatMap(([name, density]) => {
        const log_SB = density.logProb?.(sample, density.spaces[0]);
        return log_SB ? [[`log ${name}`, tf.squeeze(log_SB, [0])] as const] : [];
      });
      const record = Object.entries(acted.record).map(([name, column]) => [`record ${name}`, column]);
      return { outputs: { action: acted.action_NA, ...Object.fromEntries([...logs, ...record]) } };
    },
    { observation: [N, size], ...carried },
  );
  const first = loaded.run({ inputs: given });
  requireActions(bench, first.action, 'act');
  require(same(
    loaded.run({ inputs: given }).action,
    first.action,
  ), 'actions are a function of observations and noise', 'other ones', 'Random numbers come from `step.noise`.');
  const extreme = loaded.run({ inputs: { ...given, observation: given.observation.map((x) => 1e4 * x) } });
  requireActions(bench, extreme.action, 'act, at observations of 10⁴,');
  const other = loaded.run({
    inputs: { ...given, observation: given.observation.map((x, i) => (i < size ? x + 1 : x)) },
  });
  require(near(
    other.action.slice(bench.width),
    first.action.slice(bench.width),
  ), 'each environment is acted in by itself', 'other actions where the first observation is another one', 'Nothing may be normalised over environments.');
  const { provides } = bench.examined;
  const recorded = (name: string) => behaviour.columns.some((column) => column.name === name);
  for (const name of ['logMu', 'preSquash'] as const)
    if (
      provides.includes(name) &&
      bench.asked.has(`behaviour.${name}`) &&
      (name !== 'preSquash' || action.kind === 'box')
    )
      require(recorded(name), `column "${name}" is recorded where somebody requires it`, behaviour.columns.map(
        (column) => column.name,
      ), 'Look at `Tokens.asked`.');
  if (first['record preSquash']) {
    const squashed = first['record preSquash'].map(Math.tanh);
    require(near(first.action, first['record preSquash']) ||
      near(
        first.action,
        squashed,
      ), 'column "preSquash" is the action before the squash', `${[...first['record preSquash']]} of ${[...first.action]}`, 'Record what the sample gives.');
  }
  if (first['record logMu']) {
    const found = first['record logMu'];
    const known = ['log posterior', 'log prior'].flatMap((name) => (first[name] ? [first[name]] : []));
    require(known.some((log) =>
      near(found, log),
    ), 'column "logMu" is the log-density of the action under whoever acted', `${[...found]} instead of ${known
      .map((log) => [...log])
      .join(' or ')}`, 'Ask the density that the action was drawn from.');
  }
  const whose = provides.includes('actsByPosterior')
    ? 'posterior'
    : provides.includes('actsByPrior')
      ? 'prior'
      : undefined;
  if (whose === undefined) return;
  const tensor = action.kind === 'box' ? 'mean' : 'logits';
  const before = bench.views(whose)[0].data.slice();
  for (const view of bench.views(whose)) if (view.name.endsWith(`/${tensor}`)) view.data[0] += 40;
  const moved = loaded.run({ inputs: given });
  for (const view of bench.views(whose))
    if (view.name.endsWith(`/${tensor}`)) view.data.set(before.slice(0, view.data.length));
  require(!same(
    moved.action,
    first.action,
  ), `who provides "actsBy${whose === 'posterior' ? 'Posterior' : 'Prior'}" acts by the ${whose}`, 'the same actions where it moved', `Draw from the ${whose}.`);
}

function checkEvaluating(
  bench: Bench,
  behaviour: Behaviour,
  size: number,
  carried: Readonly<Record<string, readonly number[]>>,
  given: Numbers,
): void {
  const manners = new Set(['mode', 'sample', behaviour.evaluation] as const);
  for (const manner of manners) {
    const loaded = bench.load(
      `evaluate by ${manner}`,
      (scope, { observation, ...memory }) => ({
        outputs: { action: scope.open('behaviour').evaluate(observation, manner, memory).action_NA },
      }),
      { observation: [N, size], ...carried },
    );
    const { action } = loaded.run({ inputs: given });
    requireActions(bench, action, `evaluate by ${manner}`);
    // Who plans by draws has none but the best of what was drawn.
    if (manner === 'mode' && !bench.examined.provides.includes('plans'))
      bench.require(
        same(loaded.run({ inputs: given, seed: 9 }).action, action),
        'the mode is the same whatever is drawn',
        'another one',
        'Take the density’s `mode`.',
      );
  }
}

/** Steps whose actions come from outside of the policy. */
function checkExploring(bench: Bench, behaviour: Behaviour): void {
  const { require, action } = bench;
  const at = (envSteps: number) => ({ envSteps, updates: 0, rollouts: 0, fraction: 0 });
  const steps = [0, 1, 50, 5000, 1e6];
  const forth = steps.map((envSteps) => behaviour.explores?.(at(envSteps)) ?? false);
  const back = [...steps]
    .reverse()
    .map((envSteps) => behaviour.explores?.(at(envSteps)) ?? false)
    .reverse();
  require(same(
    forth,
    back,
  ), 'whether a step explores follows from progress alone', `${forth} and ${back}`, 'Remember nothing.');
  require(!forth[0] || behaviour.explore !== undefined, 'who explores has `explore`', 'none', 'Add it.');
  if (!forth[0] || !behaviour.explore) return;
  // Actions are stored as the environment is told them: an index, or numbers of a box.
  const width = storedActionWidth(action);
  const explored = (seed: number) => {
    const action_NA = new Float32Array(N * bench.width).fill(Number.NaN);
    const columns = Object.fromEntries(
      behaviour.columns.map((column) => [column.name, new Float32Array(N * column.size).fill(Number.NaN)]),
    );
    behaviour.explore!(new Streams(seed).stream(streamNames.stage('explore')), action_NA, at(0), columns);
    return { action_NA, columns };
  };
  const { action_NA, columns } = explored(1);
  require(width > 0 && finite(action_NA), 'explore fills all actions', [...action_NA], 'Write N × A numbers.');
  requireActions(bench, action_NA, 'explore');
  if (action.kind === 'box')
    require(action_NA.every((a) => Math.abs(a) <= 1), 'explored actions lie in [−1, 1]', [
      ...action_NA,
    ], 'Programs see boxes as [−1, 1].');
  for (const [name, column] of Object.entries(columns))
    require(finite(column), `explore fills column "${name}"`, [
      ...column,
    ], 'Write what the action has, or is said to have.');
  require(same(explored(1), {
    action_NA,
    columns,
  }), 'exploration follows from the stream', 'other actions from the same stream', 'Take random numbers from the given stream.');
  require(!same(explored(2).action_NA, action_NA) ||
    bench.width ===
      1, 'exploration comes from the stream', 'the same actions from another stream', 'Take random numbers from the given stream.');
}
