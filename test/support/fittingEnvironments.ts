import { cartPole, chain, lqr, pendulum } from '@vem/envs';
import { isBoundSlot, isByActionSpace, type Preset } from '@vem/framework';

const LEARNED = { 'Pendulum-v1': pendulum, 'CartPole-v1': cartPole } as const;
const KNOWN = { LQR: lqr, Chain: chain } as const;

/** One environment of each kind of action; for presets that know their model, ones that declare it. */
export function fittingEnvironments(preset: Preset): typeof LEARNED | typeof KNOWN {
  const plugins = Object.values(preset() as object).flatMap((value: unknown) =>
    isByActionSpace(value) ? Object.values(value) : isBoundSlot(value) ? [value] : [],
  );
  const required = new Set(plugins.flatMap((bound) => (isBoundSlot(bound) ? bound.requires : [])));
  return required.has('environment.tables') || required.has('environment.linear') ? KNOWN : LEARNED;
}
