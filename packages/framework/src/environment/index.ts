export { ActionAdapter } from './actionAdapter.js';
export type * from './declaredModel.js';
export {
  type Depends,
  defineEnvironment,
  type EnvironmentBlueprint,
  type EnvironmentConfig,
  type EnvironmentDefinition,
  type EnvironmentDescription,
} from './defineEnvironment.js';
export type * from './dynamics.js';
export type * from './environment.js';
export { environmentActionInvalid, environmentCountInvalid, environmentNotStarted } from './environmentErrors.js';
export { type EnvironmentModel, environmentModelOf } from './environmentModel.js';
export { guarded } from './guarded.js';
export * from './scene.js';
export { type SingleBounds, singleBounds } from './singleBounds.js';
export * from './solved.js';
export * from './spaces.js';
export { vectorise } from './vectorise.js';
export { withActionRepeat } from './wrappers/actionRepeat.js';
export { withFrameStack } from './wrappers/frameStack.js';
export { withHiddenParts } from './wrappers/hiddenParts.js';
export { withTimeLimit } from './wrappers/timeLimit.js';
