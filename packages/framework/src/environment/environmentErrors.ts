import { VemError } from '@vem/compiler';

const where = (id: string) => `Environment "${id}"`;

/** `VEM_ENVIRONMENT_DEFINITION`: what the author of an environment wrote contradicts itself. */
export function environmentDefinitionInvalid(id: string, rule: string, received: unknown, hint: string): VemError {
  return new VemError(`${where(id)}: ${rule}; received ${format(received)}. ${hint}`, {
    code: 'VEM_ENVIRONMENT_DEFINITION',
    slot: 'environment',
    received,
    hint,
  });
}

/** `VEM_ENVIRONMENT_OPTIONS`: options that the environment's schema refuses. `issues`: zod's text, one line per issue. */
export function environmentOptionsInvalid(
  id: string,
  path: string,
  issues: string,
  known: readonly string[],
  received: unknown,
): VemError {
  const hint = known.length === 0 ? 'This environment has no options.' : `Its options are: ${known.join(', ')}.`;
  return new VemError(`${where(id)}, options: ${issues}\n${hint}`, {
    code: 'VEM_ENVIRONMENT_OPTIONS',
    slot: 'environment',
    ...(path === '' ? {} : { path }),
    received,
    hint,
    exitStatus: 2,
  });
}

/** `VEM_ENVIRONMENT_NOT_FINITE`: a reward or an observation that is NaN or infinite. */
export function environmentNotFinite(
  id: string,
  what: string,
  value: number,
  at: { readonly index: number; readonly step: number },
): VemError {
  const hint = Number.isFinite(value)
    ? 'Experience is kept in single precision, whose largest number is 3.4e38: give it in larger units.'
    : 'Check the dynamics for divisions by zero and unbounded states; every step must set outcome.reward.';
  return new VemError(
    `${where(id)}: ${what} must be finite; received ${value} from copy ${at.index} at step ${at.step} of its episode. ${hint}`,
    { code: 'VEM_ENVIRONMENT_NOT_FINITE', slot: 'environment', received: value, hint },
  );
}

/** `VEM_ENVIRONMENT_SHAPE`: an array of another length than the environment's spec says. */
export function environmentShapeWrong(id: string, what: string, expected: number, received: unknown): VemError {
  const hint = 'Make the spec and what the environment writes agree.';
  return new VemError(`${where(id)}: ${what} must have ${expected} entries; received ${format(received)}. ${hint}`, {
    code: 'VEM_ENVIRONMENT_SHAPE',
    slot: 'environment',
    received,
    hint,
  });
}

/** `VEM_ENVIRONMENT_SPEC`: copies that are not what the environment said of itself. */
export function environmentSpecChanged(id: string, what: string, said: unknown, received: unknown): VemError {
  const hint = 'An environment is what its `spec` says, for as long as it exists.';
  return new VemError(
    `${where(id)}: its copies must have the ${what} that it announced, ${format(said)}; received ${format(received)}. ${hint}`,
    { code: 'VEM_ENVIRONMENT_SPEC', slot: 'environment', path: what, received, hint },
  );
}

/** `VEM_EPISODE_ENDLESS`: a test episode that does not end. */
export function episodeEndless(id: string, limit: number): VemError {
  const hint =
    'Give the environment a time limit (`withTimeLimit`, or its option `timeLimit`; --set environment.make.max_episode_steps=… for environments of Gymnasium), allow longer test episodes (`maxEpisodeSteps`, --max-episode-steps), or let them be cut (`cutEndless`).';
  return new VemError(
    `${where(id)}: a test episode must end within ${limit} steps; received one that goes on. ${hint}`,
    { code: 'VEM_EPISODE_ENDLESS', slot: 'environment', received: limit, hint },
  );
}

/** `VEM_ENVIRONMENT_ACTION`: an action that no step can take: NaN, not an index, or of another shape. */
export function environmentActionInvalid(id: string, rule: string, received: unknown, copy?: number): VemError {
  const hint = 'A NaN usually comes from a policy that diverged; a wrong length from a batch of another size.';
  const place = copy === undefined ? '' : ` for copy ${copy}`;
  return new VemError(`${where(id)}: ${rule}; received ${format(received)}${place}. ${hint}`, {
    code: 'VEM_ENVIRONMENT_ACTION',
    slot: 'environment',
    received,
    hint,
  });
}

/** `VEM_ENVIRONMENT_NOT_STARTED`: a step without an episode. */
export function environmentNotStarted(id: string): VemError {
  const hint = 'Call reset() or restore(state) first; a disposed environment cannot be used again.';
  return new VemError(`${where(id)}: step() needs a running episode; received none. ${hint}`, {
    code: 'VEM_ENVIRONMENT_NOT_STARTED',
    slot: 'environment',
    hint,
  });
}

/** `VEM_ENVIRONMENT_STATE`: a saved state of another environment or of another number of copies. */
export function environmentStateMismatch(id: string, array: string, expected: number, received: unknown): VemError {
  const hint = 'Restore with the environment, options and number of copies that the state was saved with.';
  return new VemError(
    `${where(id)}: the saved array "${array}" must have ${expected} entries; received ${format(received)}. ${hint}`,
    { code: 'VEM_ENVIRONMENT_STATE', slot: 'environment', path: array, received, hint },
  );
}

/** `VEM_ENVIRONMENT_COUNT`: a number of copies, repeats or frames that is not a positive whole number. */
export function environmentCountInvalid(id: string, what: string, received: number): VemError {
  const hint = 'Give a whole number of at least 1.';
  return new VemError(`${where(id)}: ${what} must be a positive whole number; received ${received}. ${hint}`, {
    code: 'VEM_ENVIRONMENT_COUNT',
    slot: 'environment',
    received,
    hint,
    exitStatus: 2,
  });
}

function format(received: unknown): string {
  return typeof received === 'string' || typeof received === 'object' ? JSON.stringify(received) : String(received);
}

/** An observation has no such part to be hidden. */
export function partUnknown(id: string, part: string, parts: readonly string[]): VemError {
  const hint = `Hide some of ${parts.join(', ')}, but not all.`;
  return new VemError(
    `${where(id)}: parts that are hidden must be parts of the observation; received ${part}. ${hint}`,
    {
      code: 'VEM_ENVIRONMENT_PART',
      slot: 'environment',
      received: part,
      hint,
      exitStatus: 2,
    },
  );
}
