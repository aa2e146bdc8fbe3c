import type { EnvironmentSpec } from './environment.js';
import { environmentDefinitionInvalid } from './environmentErrors.js';
import { singleBounds } from './singleBounds.js';
import type { ActionSpace } from './spaces.js';

/** @throws VEM_ENVIRONMENT_DEFINITION if spaces or time limit cannot be what they say. */
export function checkSpec(spec: EnvironmentSpec, kind: ActionSpace['kind']): void {
  const fail = (rule: string, received: unknown, hint: string) =>
    environmentDefinitionInvalid(spec.id, rule, received, hint);
  const { observation, action, timeLimit } = spec;

  const names = observation.parts.map((part) => part.name);
  if (names.length === 0 || new Set(names).size < names.length) {
    throw fail('an observation is made of parts with different names', names, 'Name each part once.');
  }
  for (const part of observation.parts) {
    if (!isCount(part.size)) throw fail('an observation part has at least one entry', part, 'Give it a size ≥ 1.');
  }
  const total = observation.parts.reduce((sum, part) => sum + part.size, 0);
  if (observation.size !== total) {
    throw fail('the size of an observation is that of its parts', observation.size, 'Use observationSpace({ … }).');
  }

  const { goal } = observation;
  if (goal && !names.includes(goal.part))
    throw fail('the goal is a part of the observation', goal.part, `Parts: ${names.join(', ')}.`);

  if (action.kind !== kind) {
    throw fail(`options must not change the kind of the action space, "${kind}"`, action.kind, 'Define two.');
  }
  if (action.kind === 'finite') {
    if (!isCount(action.count))
      throw fail('a finite action space has at least one action', action.count, 'Use finite(n).');
  } else {
    const { dimension, low, high } = action;
    const bounded = low.every((bound, i) => Number.isFinite(bound) && Number.isFinite(high[i]) && bound < high[i]);
    if (bounded) {
      const single = singleBounds(action);
      const empty = single.low.findIndex((bound, i) => !(bound <= single.high[i]) || !Number.isFinite(bound));
      if (empty >= 0)
        throw fail(
          'a box holds a number of single precision, in which actions come, in each dimension',
          { low: low[empty], high: high[empty] },
          'Give the actions other units.',
        );
    }
    if (!isCount(dimension) || low.length !== dimension || high.length !== dimension || !bounded) {
      throw fail('a box has finite bounds, low < high, in each dimension', action, 'Use box({ low: […], high: […] }).');
    }
  }

  if (timeLimit !== undefined && !isCount(timeLimit)) {
    throw fail('a time limit is a positive whole number of steps', timeLimit, 'Leave it out for endless episodes.');
  }
}

const isCount = (value: number) => Number.isInteger(value) && value >= 1;
