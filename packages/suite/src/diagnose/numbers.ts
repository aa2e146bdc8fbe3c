import { type Evidence, type Finding, lastPart, median, optionOf, series, shown } from './evidence.js';

/** So many times what returns allow, a value is no estimate of them any more. */
const EXPLODED = 10;
const END = 0.1;
const DEFAULT_DISCOUNT = 0.99;

/**
 * The largest value that the returns seen so far allow: the mean reward per step of the best or worst test episode, over the
 * horizon of the discount or the episode's length, whichever is longer.
 */
function largestValue(evidence: Evidence): number | undefined {
  const { evaluations } = evidence;
  const scale = optionOf(evidence, 'likelihood', 'rewardScale') ?? 1;
  const horizon = 1 / Math.max(1 - (optionOf(evidence, 'returns', 'discount') ?? DEFAULT_DISCOUNT), 1e-6);
  const values = evaluations.flatMap(({ returns, lengths }) =>
    returns.map((value, i) => (Math.abs(value) / Math.max(lengths[i], 1)) * Math.max(lengths[i], horizon)),
  );
  return values.length === 0 ? undefined : scale * Math.max(...values);
}

/** Values far beyond any return, and growing. */
export function criticExploding(evidence: Evidence): Finding | undefined {
  const values = series(evidence, 'valueEstimator/q', 'valueEstimator/v', 'valueEstimator/target').map(Math.abs);
  const largest = largestValue(evidence);
  if (values.length < 3 || largest === undefined) return undefined;
  const now = median(lastPart(values, END));
  const grew = now > median(lastPart(values, 0.5).slice(0, Math.ceil(values.length / 10)));
  if (now <= EXPLODED * Math.max(largest, 1e-3) || !grew) return undefined;
  const alpha = median(lastPart([Number.NaN, ...series(evidence, 'temperature/alpha')], END));
  const twin = evidence.config.slots.valueEstimator?.use !== 'twin-q';
  return {
    name: 'critic exploding',
    seen: `values are about ${shown(now)} in size, and grow; returns seen so far allow ${shown(largest)}${alpha > largest ? `; α is ${shown(alpha)}, so that values are mostly entropy` : ''}`,
    tries: [
      ...(alpha > largest ? ['a lower temperature: --set temperature.initialAlpha=0.1, or another target'] : []),
      ...(twin ? ['two critics: --set valueEstimator=twin-q'] : []),
      'targets that follow more slowly: --set valueEstimator.target={"kind":"polyak","tau":0.001}',
      'a lower discount: --set returns.discount=0.95',
      'a lower learning rate: --set optimiser.learningRate=1e-4',
    ],
  };
}

const SATURATED = 0.9;

/** Actions that nearly always stand at a bound: tanh has no gradient there. */
export function saturatedActions({ probe }: Evidence): Finding | undefined {
  if (probe?.saturated === undefined || probe.saturated < SATURATED) return undefined;
  return {
    name: 'saturated actions',
    seen: `${Math.round(100 * probe.saturated)} % of the policy's sampled actions stand at a bound, where a squashed policy has hardly any gradient`,
    tries: [
      'hold more entropy: --set temperature.target=0, or a higher temperature',
      'scale rewards down: --set likelihood.rewardScale=0.1',
      'a lower learning rate of the posterior: --set posterior.learningRate=1e-4',
      'where bang-bang control is what is best, nothing is wrong',
    ],
  };
}

const LARGE = 100;
const SMALL = 0.01;

/** Parts of the observation in units that networks of standard initial weights do not expect. */
export function observationScale({ probe }: Evidence): Finding | undefined {
  const off = (probe?.observation ?? []).filter(({ low, high, std }) => {
    const size = Math.max(Math.abs(low), Math.abs(high));
    return size > LARGE || (std > 0 && std < SMALL);
  });
  if (off.length === 0) return undefined;
  return {
    name: 'observation scale',
    seen: off
      .map(
        ({ name, low, high, std }) =>
          `"${name}" lies in ${shown(low)} … ${shown(high)} (standard deviation ${shown(std)})`,
      )
      .join('; '),
    tries: [
      'bring every part of the observation to about −1 … 1 where the environment makes it: divide by its usual size',
    ],
  };
}
