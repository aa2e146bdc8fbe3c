import type { Logger } from 'pino';
import type { EnvironmentModel } from '../environment/environmentModel.js';
import type { ActionSpace, ObservationSpace } from '../environment/spaces.js';
import type { ParameterStore } from '../parameters/store.js';
import type { Capability } from './capabilities.js';

declare const service: unique symbol;

/** The name of something the composition root provides, typed by what that is. */
export type Token<T> = symbol & { readonly [service]?: T };

/** `Symbol.for`, so that two copies of this package agree. */
export function token<T>(name: string): Token<T> {
  return Symbol.for(`vem/${name}`) as Token<T>;
}

/** What a plugin's `create` may ask for. Slots never inject slots: other slots come with each call, in its context. */
export const Tokens = {
  observation: token<ObservationSpace>('observation'),
  action: token<ActionSpace>('action'),
  /** What the environment declares about its dynamics, and copies of it to try actions in. */
  environment: token<EnvironmentModel>('environment'),
  parameters: token<ParameterStore>('parameters'),
  logger: token<Logger>('logger'),
  /** What plugins require of each other, by `slot.capability`: a behaviour records only what somebody asks for. */
  asked: token<ReadonlySet<Capability>>('asked'),
} as const;
