import type { Stream } from '../random/stream.js';
import type { DeclaredModel } from './declaredModel.js';
import type { EnvironmentFactory, VectorEnvironment } from './environment.js';
import { guarded } from './guarded.js';

/** What plugins may know of the environment besides its spaces, by `Tokens.environment`. */
export interface EnvironmentModel extends DeclaredModel {
  readonly id: string;
  /** Steps after which an episode is truncated; undefined: never. */
  readonly timeLimit: number | undefined;
  /** Copies of the environment itself, to try actions in: their states can be saved and restored. */
  readonly simulator: (copies: number, stream: Stream) => VectorEnvironment;
}

export const environmentModelOf = (factory: EnvironmentFactory): EnvironmentModel => ({
  ...factory.model,
  id: factory.spec.id,
  timeLimit: factory.spec.timeLimit,
  simulator: (copies, stream) => guarded(factory, copies, stream),
});
