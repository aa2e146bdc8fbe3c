import { constantStream } from './constantStream.js';
import { same } from './examination.js';
import { type ExaminedEnvironment, finiteNumbers, isEndless } from './examinedEnvironment.js';

/** Numbers, ends and time limits step by step. @throws VEM_CONFORMANCE */
export function checkEpisodes(examined: ExaminedEnvironment): void {
  const { require, factory, steps, seed } = examined;
  const { observation, timeLimit = Number.POSITIVE_INFINITY } = factory.spec;
  const count = 3;
  const environment = examined.create(count, examined.stream());
  const first = environment.reset();
  const row = (values: readonly number[], n: number) => values.slice(n * observation.size, (n + 1) * observation.size);
  const shaped = environment.count === count && first.length === count * observation.size;
  require(shaped, 'reset() gives an observation of the declared size for each copy', `${first.length} numbers for ${count} copies`, `Give ${count} × ${observation.size}.`);
  require(finiteNumbers([...first]), 'observations are finite in single precision', [
    ...first,
  ], 'Look for divisions by 0 and for numbers that grow without end.');
  const elapsed = new Int32Array(count);
  for (const { reward, terminated, truncated, next, observation: now } of examined.play(
    environment,
    examined.actions(count, 2 * steps, seed),
  )) {
    require(reward.length === count &&
      terminated.length === count &&
      truncated.length === count, 'a step gives a number for each copy', `${reward.length} rewards`, `Give ${count}.`);
    require(next.length === first.length &&
      now.length ===
        first.length, 'a step gives observations of the declared size', `${next.length} and ${now.length} numbers`, `Give ${count} × ${observation.size}.`);
    require(finiteNumbers(
      reward,
    ), 'rewards are finite in single precision', reward, 'Look for divisions by 0 and for numbers that grow without end.');
    require(finiteNumbers(next) &&
      finiteNumbers(
        now,
      ), 'observations are finite in single precision', next, 'Look for divisions by 0 and for numbers that grow without end.');
    for (let n = 0; n < count; n++) {
      const ended = terminated[n] + truncated[n];
      require(ended === 0 ||
        ended ===
          1, 'a step terminates, or is truncated, or neither', `${terminated[n]} and ${truncated[n]}`, 'Flags are 0 or 1; what terminates is not truncated.');
      elapsed[n]++;
      const due = elapsed[n] >= timeLimit;
      require(truncated[n] ===
        (due && terminated[n] === 0
          ? 1
          : 0), 'an episode is truncated at its time limit, and not before', `truncated ${truncated[n]} after ${elapsed[n]} of ${timeLimit} steps`, 'Leave time limits to `timeLimit`.');
      if (ended === 1) elapsed[n] = 0;
      else
        require(same(
          row(next, n),
          row(now, n),
        ), 'between ends, the observation to act on is the one that the step led to', `${row(now, n)} after ${row(next, n)}`, '`observation_NO` differs from `nextObservation_NO` where a new episode begins only.');
    }
  }
  checkStarts(examined);
}

/** Where an episode ends, the next one begins in the same step, with an observation of its own. */
function checkStarts(examined: ExaminedEnvironment): void {
  const { require, factory, steps, seed } = examined;
  const environment = examined.create(1, constantStream());
  let start: readonly number[];
  try {
    start = [...environment.reset()];
  } catch (error) {
    if (isEndless(error)) return;
    throw error;
  }
  for (const { terminated, truncated, observation } of examined.play(
    environment,
    examined.actions(1, 3 * Math.min(steps, factory.spec.timeLimit ?? steps), seed + 1),
  ))
    if (terminated[0] + truncated[0] === 1)
      require(same(
        [...observation],
        [...start],
      ), 'an episode begins like the first one where chance is the same', `${observation} instead of ${start}`, 'Set all of the state when an episode begins, and observe it then.');
}
