import type { Interval } from '../statistics/bootstrap.js';
import { improvementInterval, improvementOnTask } from '../statistics/improvement.js';
import { performanceProfile } from '../statistics/profile.js';
import { intervalChart, learningCurveChart, profileChart, SERIES_COLOURS } from './charts.js';
import { learningCurve } from './curves.js';
import type { RunGroup } from './groups.js';
import { html, type Markup, raw } from './markup.js';
import type { ResultRow } from './results.js';
import { statisticsStream } from './rows.js';

/** From this many seeds on, the distribution over runs is worth a drawing. */
const SEEDS_FOR_PROFILE = 5;

const figure = (title: string, svg: string, caption: string): Markup =>
  html`<figure><h3>${title}</h3>${raw(svg)}<figcaption>${caption}</figcaption></figure>`;

const swatch = (series: number): Markup =>
  raw(`<span class="swatch" style="background: var(--series-${series % SERIES_COLOURS})"></span>`);

function profiles(rows: readonly ResultRow[]): Markup | string {
  if (rows.some(({ scores }) => scores.length < SEEDS_FOR_PROFILE)) return '';
  const all = rows.flatMap(({ scores }) => scores);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = 0.02 * (high - low) || 1;
  const thresholds = [low - margin, ...new Set([...all].sort((a, b) => a - b)), high + margin];
  const svg = profileChart(rows.map(({ name, scores }) => ({ name, ...performanceProfile([scores], thresholds) })));
  return figure('Performance profile', svg, 'Share of runs whose return after training exceeds τ.');
}

const percent = (value: number): string => `${Math.round(100 * value)} %`;

/** How likely a run of each other method beats one of the first. */
function improvements(environment: string, [first, ...others]: readonly ResultRow[]): Markup | string {
  if (others.length === 0) return '';
  const line = (row: ResultRow): Markup => {
    const pairing = { first: first.scores, second: row.scores };
    const interval: Interval = improvementInterval(
      [pairing],
      statisticsStream(`improvement/${row.name}/${environment}`),
    );
    return html`<li>P(${row.name} &gt; ${first.name}) = ${percent(improvementOnTask(pairing))}, 95 % CI [${interval.map(percent).join(', ')}]</li>`;
  };
  return html`<h3>Probability of improvement</h3><ul class="small">${others.map(line)}</ul>`;
}

/** Learning curves, intervals and comparisons on one environment. @param rows - in the order of `groups` */
export function environmentSection(
  environment: string,
  groups: readonly RunGroup[],
  rows: readonly ResultRow[],
): Markup {
  const finished = rows.filter(({ scores }) => scores.length > 0);
  if (finished.length === 0) return html`<h2>${environment}</h2><p>No run finished.</p>`;
  const curves = groups.filter((_, i) => rows[i].scores.length > 0).map(learningCurve);
  const entries = finished.flatMap(({ name, iqm, ci95, scores }) =>
    iqm === null || ci95 === null ? [] : [{ name, iqm, interval: ci95, scores }],
  );
  const legend = finished.map(({ name }, i) => html`<li>${swatch(i)}${name}</li>`);
  const curvesCaption = 'Mean test return over seeds; the band is its 95 % bootstrap interval.';
  const intervalsCaption =
    'Large dot: interquartile mean over seeds. Bar: its 95 % bootstrap interval. Small dots: the runs.';
  return html`<h2>${environment}</h2>
<ul class="legend">${legend}</ul>
<div class="charts">
${figure('Learning curves', learningCurveChart(curves), curvesCaption)}
${figure('After training', intervalChart(entries), intervalsCaption)}
${profiles(finished)}
</div>
${improvements(environment, finished)}
`;
}
