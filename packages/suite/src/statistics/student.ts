import { mean, sampleVariance } from 'simple-statistics';
import { type Interval, LEVEL } from './interval.js';

/**
 * P(|T| ≤ t) for Student's t with a whole number of degrees of freedom: a finite sum.
 *
 * @param angle - θ = arctan(t / √ν), 0 … π/2
 * @see Abramowitz & Stegun 1964, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 */
function centralProbability(angle: number, degrees: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/** Halvings of the bracket: beyond the resolution of a double. */
const HALVINGS = 60;

/**
 * The t that Student's |T| stays below with probability `level`.
 *
 * @param degrees - of freedom, a whole number from 1
 */
export function studentQuantile(degrees: number, level = LEVEL): number {
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

const areAlike = (scores: readonly number[]): boolean => scores.every((score) => score === scores[0]);

/**
 * Student's interval of the mean. Unlike bootstrap intervals it covers with three scores as often as it says, as long as they are
 * roughly normal. Undefined where the scores say nothing about their spread: a single one, or all alike.
 */
export function meanInterval(scores: readonly number[], level = LEVEL): Interval | undefined {
  if (scores.length < 2 || areAlike(scores)) return undefined;
  const centre = mean([...scores]);
  const reach = studentQuantile(scores.length - 1, level) * Math.sqrt(sampleVariance([...scores]) / scores.length);
  return [centre - reach, centre + reach];
}
