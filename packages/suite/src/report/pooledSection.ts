import { performanceProfile } from '../statistics/profile.js';
import { ANCHORS } from './anchors.js';
import { profileChart } from './charts.js';
import { thresholdsOf } from './environmentSection.js';
import { figure, legend, scrolling, swatch } from './figure.js';
import { formatScore } from './format.js';
import { html, type Markup } from './markup.js';
import { pairMatrix } from './matrix.js';
import { strataOf } from './pooled.js';
import type { PooledRow, Results } from './results.js';

const withInterval = (value: number, interval: readonly [number, number] | null): string =>
  `${formatScore(value)} [${interval === null ? 'no interval' : interval.map(formatScore).join(', ')}]`;

/** Results over environments, in scores that share a scale; a sentence where there is nothing to pool. */
export function pooledSection({ pooled, rows, pairs }: Results): Markup {
  if (pooled === null)
    return html`<p>Nothing is pooled: it takes two environments with anchors on which every method has runs.</p>`;
  const { environments } = pooled;
  const line = (
    { name, runs, ...row }: PooledRow,
    i: number,
  ): Markup => html`<tr><th scope="row">${swatch(i)}${name}</th>
<td class="number">${withInterval(row.iqm, row.iqmCi95)}</td><td class="number">${withInterval(row.mean, row.meanCi95)}</td>
<td class="number">${withInterval(row.optimalityGap, row.optimalityGapCi95)}</td><td class="number">${runs}</td></tr>`;
  const anchors = environments.map((environment) => {
    const { random, solved, source } = ANCHORS[environment];
    return html`<li>${environment}: 0 is ${formatScore(random)}, the random policy; 1 is ${formatScore(solved)}, ${source}.</li>`;
  });
  const strata = pooled.rows.map(({ name }) => ({ name, scores: strataOf(name, rows, environments) }));
  const thresholds = thresholdsOf(strata.flatMap(({ scores }) => scores.flat()));
  const svg = profileChart(
    strata.map(({ name, scores }) => ({ name, ...performanceProfile(scores, thresholds) })),
    'normalised score τ',
  );
  const label = 'Results over environments';
  return html`<p>Normalised scores of ${environments.join(', ')}. IQM: interquartile mean of all runs. Optimality gap: what is missing to 1 on
average, less is better. Intervals: 95 % by a bootstrap within each environment. A run that diverged counts 0.</p>
${scrolling(
  label,
  html`<table><thead><tr><th scope="col">method</th><th scope="col" class="number">IQM</th><th scope="col" class="number">mean</th>
<th scope="col" class="number">optimality gap</th><th scope="col" class="number">runs</th></tr></thead><tbody>${pooled.rows.map(line)}</tbody></table>`,
)}
<ul class="small quiet">${anchors}</ul>
${legend(pooled.rows.map(({ name }) => name))}
<div class="charts">${figure('Performance profile over environments', svg, 'Share of runs whose normalised score exceeds τ, averaged over environments; bands are 95 % intervals.', 'all')}</div>
${pairMatrix(
  'Every two methods over environments',
  pairs.filter(({ environment }) => environment === null),
)}`;
}
