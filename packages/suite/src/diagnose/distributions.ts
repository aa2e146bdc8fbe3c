import { type Evidence, type Finding, lastPart, median, optionOf, series, shown } from './evidence.js';

/** Per dimension of a box; a Gaussian of this entropy has a standard deviation of about 0.01 on [−1, 1]. */
const NARROW = -3;
/** Of log K, for K actions. */
const CERTAIN = 0.05;
/** Share of a run that is looked at as its end. */
const END = 0.25;

/** Where a run may still be exploring: before this share of its steps. */
const ANY_TIME = 0.5;

/** The policy has become all but deterministic in the first half of the run, so that nothing new is tried. */
export function entropyCollapse(evidence: Evidence): Finding | undefined {
  const { action, config } = evidence;
  const entropies = series(evidence, 'posterior/entropy', 'temperature/entropy', 'posterior/entropyEstimate');
  if (entropies.length === 0 || action === undefined) return undefined;
  const least = action.kind === 'box' ? NARROW * action.size : CERTAIN * Math.log(action.size);
  const collapsed = entropies.findIndex((value) => value < least);
  if (collapsed < 0 || collapsed > ANY_TIME * entropies.length || median(lastPart(entropies, END)) >= least)
    return undefined;
  const temperature = config.slots.temperature?.use ?? '';
  const raise =
    temperature === 'target-entropy'
      ? [`--set temperature.target=${action.kind === 'box' ? -action.size / 2 : shown(0.7 * Math.log(action.size))}`]
      : optionOf(evidence, 'temperature', 'alpha') !== undefined
        ? [`--set temperature.alpha=${10 * optionOf(evidence, 'temperature', 'alpha')!}`]
        : ['a temperature that holds an entropy: --set temperature=target-entropy'];
  return {
    name: 'entropy collapse',
    seen: `the posterior's entropy fell below ${shown(least)} nats in the first half of the run and is ${shown(median(lastPart(entropies, END)))} at its end: it tries nothing new`,
    tries: [
      ...raise,
      'a lower learning rate of the posterior: --set posterior.learningRate=1e-4',
      'scale rewards down: --set likelihood.rewardScale=0.1',
    ],
  };
}

/** Distance to a bound of log α, in nats, at which it stands there. */
const NEAR = 0.02;

/** α stands at a bound of its range, so that its constraint is not met. */
export function temperatureAtBound(evidence: Evidence): Finding | undefined {
  const bounds = evidence.config.slots.temperature?.bounds;
  const alphas = lastPart(series(evidence, 'temperature/alpha'), END);
  if (!Array.isArray(bounds) || alphas.length === 0 || alphas[0] === undefined) return undefined;
  const [low, high] = bounds as [number, number];
  const logAlpha = Math.log(median(alphas));
  if (logAlpha > low + NEAR && logAlpha < high - NEAR) return undefined;
  const side = logAlpha >= high - NEAR ? 'upper' : 'lower';
  return {
    name: 'α at its bound',
    seen: `log α is ${shown(logAlpha)}, its ${side} bound: what it is to hold is out of reach`,
    tries:
      side === 'upper'
        ? [
            'a target that can be reached: a lower entropy (temperature.target), a larger divergence (temperature.nats)',
            'check that entropy is not held down otherwise, as by posterior.logStdRange',
          ]
        : [
            'a target that asks for more: a higher entropy (temperature.target), a smaller divergence (temperature.nats)',
            'a fixed temperature: --set temperature=fixed',
          ],
  };
}

/** A divergence this far below its bound is not held by it. */
const IDLE = 0.1;
const SLOTS_WITH_KL = ['mStep', 'trustRegion', 'posterior', 'temperature'] as const;

/** Options that bound a divergence, by the metric's name that they bound. */
function klBounds({
  config,
}: Evidence): { readonly option: string; readonly bound: number; readonly metric: string }[] {
  return (['temperature', 'trustRegion', 'mStep'] as const).flatMap((slot) =>
    Object.entries(config.slots[slot] ?? {}).flatMap(([option, bound]) => {
      const stem = /^(?:(\w+)Bound|bound|maxKl|targetKl)$/.exec(option);
      if (stem === null || typeof bound !== 'number') return [];
      return [{ option: `${slot}.${option}`, bound, metric: stem[1] === undefined ? 'kl' : `${stem[1]}Kl` }];
    }),
  );
}

/** A bound on a divergence that the run stays far below all along: it bounds nothing, or something else keeps steps small. */
export function klBoundIdle(evidence: Evidence): Finding | undefined {
  const idle = klBounds(evidence).flatMap(({ option, bound, metric }) => {
    const kl = series(evidence, ...SLOTS_WITH_KL.map((slot) => `${slot}/${metric}`));
    const usual = kl.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...lastPart(kl, 0.5));
    return usual < IDLE * bound ? [{ option, bound, usual }] : [];
  });
  if (idle.length === 0) return undefined;
  const [{ option, bound, usual }] = idle;
  return {
    name: 'KL bound idle',
    seen: idle
      .map(
        (each) =>
          `${each.option} is ${shown(each.bound)}, and in the second half the divergence was ${shown(each.usual)} at most`,
      )
      .join('; '),
    tries: [
      `if the policy is to move faster: a higher learning rate, or a lower initial multiplier of the bound`,
      `if the bound is to hold: --set ${option}=${shown(Math.min(bound, 2 * usual)).replaceAll(',', '')}`,
    ],
  };
}
