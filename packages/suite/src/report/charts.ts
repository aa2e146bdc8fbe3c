import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { PerformanceProfile } from '../statistics/profile.js';
import type { Curve } from './curves.js';
import {
  axisText,
  type BandPoint,
  band,
  colour,
  dash,
  draw,
  drawn,
  numberAxis,
  shortCount,
  shortScore,
} from './drawing.js';

/** Mean test return over environment steps, with its band; one line per method. */
export function learningCurveChart(curves: readonly Curve[]): string {
  const line = ({ points }: Curve, series: number): LineSeriesOption => ({
    type: 'line',
    data: points.map(({ envSteps, mean }) => [envSteps, drawn(mean)]),
    symbolSize: 5,
    symbol: 'circle',
    lineStyle: { color: colour(series), width: 2, type: dash(series) },
    itemStyle: { color: colour(series) },
    z: 2,
  });
  return draw({
    grid: { left: 62, right: 18, top: 14, bottom: 46 },
    xAxis: { ...numberAxis('environment steps', shortCount), nameGap: 28, min: 0 },
    yAxis: { ...numberAxis('test return', shortScore), nameGap: 46 },
    series: [
      ...curves.map(({ points }, series) =>
        band(
          points.map(({ envSteps, low, high }) => [envSteps, low, high]),
          series,
        ),
      ),
      ...curves.map(line),
    ],
  });
}

/** What the interval chart shows of one method. */
export interface IntervalEntry {
  readonly name: string;
  readonly estimate: number;
  /** Absent where nothing is known of the spread. */
  readonly interval: readonly [number, number] | null;
  readonly scores: readonly number[];
}

const ROW_HEIGHT = 44;

/** Estimate (large dot), its 95 % interval (bar) and the runs' scores (small dots), one row per method. */
export function intervalChart(entries: readonly IntervalEntry[]): string {
  const bar: CustomSeriesOption = {
    type: 'custom',
    silent: true,
    encode: { x: [1, 2], y: 0 },
    data: entries.map(({ interval, estimate }, i) => [i, ...(interval ?? [estimate, estimate]).map(drawn)]),
    renderItem: (parameters, api) => {
      const row = parameters.dataIndex;
      const [left, y] = api.coord([api.value(1), row]);
      const [right] = api.coord([api.value(2), row]);
      return {
        type: 'rect',
        shape: { x: left, y: y - 5, width: Math.max(right - left, 1), height: 10, r: 3 },
        style: { fill: colour(row), opacity: 0.35 },
      };
    },
    z: 1,
  };
  const runs: ScatterSeriesOption = {
    type: 'scatter',
    symbolSize: 5,
    data: entries.flatMap(({ scores }, i) =>
      scores.map((score) => ({ value: [drawn(score), i], itemStyle: { color: colour(i), opacity: 0.6 } })),
    ),
    z: 2,
  };
  const centres: ScatterSeriesOption = {
    type: 'scatter',
    symbolSize: 12,
    data: entries.map(({ estimate }, i) => ({
      value: [drawn(estimate), i],
      itemStyle: { color: colour(i), borderColor: 'var(--page)', borderWidth: 2 },
    })),
    z: 3,
  };
  return draw(
    {
      grid: { left: 132, right: 24, top: 6, bottom: 46 },
      xAxis: { ...numberAxis('return after training', shortScore), nameGap: 28 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: entries.map(({ name }) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...axisText, color: 'var(--ink)', width: 120, overflow: 'break' },
      },
      series: [bar, runs, centres],
    },
    60 + ROW_HEIGHT * entries.length,
  );
}

/** Fraction of runs whose score exceeds τ with its band, one staircase per method. @param title - of the axis of τ */
export function profileChart(
  profiles: readonly (PerformanceProfile & { readonly name: string })[],
  title = 'return τ',
): string {
  const lines = profiles.map(
    ({ thresholds, fractions }, i): LineSeriesOption => ({
      type: 'line',
      step: 'end',
      symbol: 'none',
      data: thresholds.map((threshold, t) => [drawn(threshold), fractions[t]]),
      lineStyle: { color: colour(i), width: 2, type: dash(i) },
    }),
  );
  const percent = (value: number) => `${Math.round(100 * value)} %`;
  return draw({
    grid: { left: 62, right: 18, top: 14, bottom: 46 },
    xAxis: { ...numberAxis(title, shortScore), nameGap: 28 },
    yAxis: { ...numberAxis('runs above τ', percent), nameGap: 46, min: 0, max: 1, scale: false },
    series: [...profiles.map(stairs), ...lines],
  });
}

/** The band of a staircase that steps at its thresholds. */
const stairs = ({ thresholds, bands }: PerformanceProfile, series: number): CustomSeriesOption =>
  band(
    thresholds.flatMap((threshold, t) => {
      const corner: BandPoint = [threshold, ...bands[t]];
      return t === 0 ? [corner] : [[threshold, ...bands[t - 1]] as BandPoint, corner];
    }),
    series,
  );
