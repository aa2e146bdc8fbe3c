import { cartPole, chain, lqr, pendulum, pointMass, twoRoomTasks } from '@vem/envs';
import { isBoundSlot, isByActionSpace, type Preset } from '@vem/framework';

const LEARNED = { 'Pendulum-v1': pendulum, 'CartPole-v1': cartPole } as const;
const KNOWN = { LQR: lqr, Chain: chain } as const;
const OF_TASKS = { TwoRoomTasks: twoRoomTasks } as const;
const WITH_GOALS = { PointMass2D: pointMass, TwoRoomTasks: twoRoomTasks } as const;

/** One environment of each kind of action; for presets that know their model, ones that declare it, and for those of several tasks one that has them. */
export function fittingEnvironments(
  preset: Preset,
): typeof LEARNED | typeof KNOWN | typeof OF_TASKS | typeof WITH_GOALS {
  const plugins = Object.values(preset() as object).flatMap((value: unknown) =>
    isByActionSpace(value) ? Object.values(value) : isBoundSlot(value) ? [value] : [],
  );
  const required = new Set(plugins.flatMap((bound) => (isBoundSlot(bound) ? bound.requires : [])));
  if (required.has('environment.tasks')) return OF_TASKS;
  if (required.has('environment.goal')) return WITH_GOALS;
  return required.has('environment.tables') || required.has('environment.linear') ? KNOWN : LEARNED;
}
