import { performanceProfile } from '../statistics/profile.js';
import { intervalChart, learningCurveChart, profileChart } from './charts.js';
import { type Curve, learningCurve } from './curves.js';
import { figure, legend, scrolling } from './figure.js';
import { formatCount, formatScore } from './format.js';
import type { RunGroup } from './groups.js';
import { html, type Markup } from './markup.js';
import { pairMatrix } from './matrix.js';
import type { Pair, ResultRow } from './results.js';
import { SEEDS_FOR_IQM } from './rows.js';

/** From this many seeds on, the distribution over runs is worth a drawing. */
const SEEDS_FOR_PROFILE = 5;

/** The places at which some methods' profiles step, with a margin at both ends. */
export function thresholdsOf(scores: readonly number[]): number[] {
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const margin = 0.02 * (high - low) || 1;
  return [low - margin, ...new Set([...scores].sort((a, b) => a - b)), high + margin];
}

function profiles(environment: string, rows: readonly ResultRow[]): Markup | string {
  if (rows.some(({ scores }) => scores.length < SEEDS_FOR_PROFILE)) return '';
  const thresholds = thresholdsOf(rows.flatMap(({ scores }) => scores));
  const svg = profileChart(rows.map(({ name, scores }) => ({ name, ...performanceProfile([scores], thresholds) })));
  return figure(
    'Performance profile',
    svg,
    'Share of runs whose return after training exceeds τ; bands are 95 % intervals.',
    environment,
  );
}

/** What the learning curves' drawing shows, in figures. */
function curveTable(environment: string, curves: readonly Curve[]): Markup {
  const steps = [...new Set(curves.flatMap(({ points }) => points.map(({ envSteps }) => envSteps)))].sort(
    (a, b) => a - b,
  );
  const cell = ({ points }: Curve, envSteps: number) => {
    const point = points.find((candidate) => candidate.envSteps === envSteps);
    if (point === undefined) return html`<td></td>`;
    const { mean, low, high } = point;
    return html`<td class="number">${formatScore(mean)} [${formatScore(low)}, ${formatScore(high)}]</td>`;
  };
  const lines = steps.map(
    (envSteps) =>
      html`<tr><th scope="row" class="number">${formatCount(envSteps)}</th>${curves.map((curve) => cell(curve, envSteps))}</tr>`,
  );
  const label = `Learning curves on ${environment} in figures`;
  return html`<details><summary>${label}</summary>${scrolling(label, html`<table><thead><tr><th scope="col" class="number">env steps</th>${curves.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead><tbody>${lines}</tbody></table>`)}</details>`;
}

/** Learning curves, intervals and comparisons on one environment. @param rows - in the order of `groups` */
export function environmentSection(
  environment: string,
  groups: readonly RunGroup[],
  rows: readonly ResultRow[],
  pairs: readonly Pair[],
): Markup {
  const finished = rows.filter(({ scores }) => scores.length > 0);
  if (finished.length === 0) return html`<section><h3>${environment}</h3><p>No run finished.</p></section>`;
  const curves = groups.filter((_, i) => rows[i].scores.length > 0).map(learningCurve);
  const many = finished.every(({ scores }) => scores.length >= SEEDS_FOR_IQM);
  const entries = finished.map(({ name, iqm, ci95, mean, meanCi95, scores }) => ({
    name,
    estimate: (many ? iqm : mean)!,
    interval: many ? ci95 : meanCi95,
    scores,
  }));
  const curvesCaption = "Mean test return over seeds; the band is Student's 95 % interval of it.";
  const intervalsCaption = many
    ? 'Large dot: interquartile mean over seeds. Bar: its 95 % bootstrap interval. Small dots: the runs.'
    : "Large dot: mean over seeds. Bar: Student's 95 % interval of it. Small dots: the runs.";
  return html`<section><h3>${environment}</h3>
${legend(finished.map(({ name }) => name))}
<div class="charts">
${figure('Learning curves', learningCurveChart(curves), curvesCaption, environment)}
${figure('After training', intervalChart(entries), intervalsCaption, environment)}
${profiles(environment, finished)}
</div>
${curveTable(environment, curves)}
${pairMatrix(`Every two methods on ${environment}`, pairs)}
</section>
`;
}
