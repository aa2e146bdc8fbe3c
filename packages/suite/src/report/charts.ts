import {
  CustomChart,
  type CustomSeriesOption,
  LineChart,
  type LineSeriesOption,
  ScatterChart,
  type ScatterSeriesOption,
} from 'echarts/charts';
import { GridComponent, type GridComponentOption } from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { PerformanceProfile } from '../statistics/profile.js';
import type { Curve } from './curves.js';
import { formatCount, formatScore } from './format.js';

use([LineChart, ScatterChart, CustomChart, GridComponent, SVGRenderer]);

type Option = ComposeOption<LineSeriesOption | ScatterSeriesOption | CustomSeriesOption | GridComponentOption>;

/** Colours are CSS variables of the page, so that the same drawing serves light and dark. */
export const SERIES_COLOURS = 8;
const colour = (series: number): string => `var(--series-${series % SERIES_COLOURS})`;
/** Where colours repeat, dashes tell the lines apart. */
const dash = (series: number): 'solid' | 'dashed' => (series < SERIES_COLOURS ? 'solid' : 'dashed');

/** Drawing size; the page scales it. Small enough that text stays readable on a phone. */
const WIDTH = 480;
const HEIGHT = 300;
const FONT = 'system-ui, sans-serif';

const axisText = { color: 'var(--quiet)', fontSize: 12, fontFamily: FONT };
const numberAxis = (name: string, format: (value: number) => string) => ({
  type: 'value' as const,
  name,
  nameLocation: 'middle' as const,
  nameTextStyle: axisText,
  scale: true,
  splitNumber: 4,
  axisLabel: { ...axisText, formatter: format, hideOverlap: true },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: 'var(--rule)' } },
});

const shortCount = (value: number): string =>
  Math.abs(value) >= 1e6 ? `${value / 1e6}M` : Math.abs(value) >= 1e4 ? `${value / 1e3}k` : formatCount(value);
const shortScore = (value: number): string =>
  Number.isInteger(value) ? formatCount(value).replace('-', '−') : formatScore(value);

function draw(option: Option, height = HEIGHT): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({ animation: false, backgroundColor: 'transparent', textStyle: { fontFamily: FONT }, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** Smaller numbers are drawn as 0: axes cannot be divided as finely. */
const SMALLEST = 1e-12;
const drawn = (score: number): number => (Math.abs(score) < SMALLEST ? 0 : score);

/** The area between the ends of the intervals, behind the line. */
const band = ({ points }: Curve, series: number): CustomSeriesOption => ({
  type: 'custom',
  silent: true,
  data:
    points.length > 1
      ? points.flatMap(({ envSteps, low, high }) => [
          [envSteps, drawn(low)],
          [envSteps, drawn(high)],
        ])
      : [],
  renderItem: (parameters, api) =>
    parameters.dataIndex > 0
      ? undefined
      : {
          type: 'polygon',
          shape: {
            points: [
              ...points.map(({ envSteps, low }) => api.coord([envSteps, drawn(low)])),
              ...points.toReversed().map(({ envSteps, high }) => api.coord([envSteps, drawn(high)])),
            ] as [number, number][],
          },
          style: { fill: colour(series), opacity: 0.16 },
        },
  z: 1,
});

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
    series: [...curves.map(band), ...curves.map(line)],
  });
}

/** What the interval chart shows of one method. */
export interface IntervalEntry {
  readonly name: string;
  readonly iqm: number;
  readonly interval: readonly [number, number];
  readonly scores: readonly number[];
}

const ROW_HEIGHT = 44;

/** Interquartile mean (large dot), its 95 % interval (bar) and the runs' scores (small dots), one row per method. */
export function intervalChart(entries: readonly IntervalEntry[]): string {
  const bar: CustomSeriesOption = {
    type: 'custom',
    silent: true,
    encode: { x: [1, 2], y: 0 },
    data: entries.map(({ interval: [low, high] }, i) => [i, drawn(low), drawn(high)]),
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
    data: entries.map(({ iqm }, i) => ({
      value: [drawn(iqm), i],
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

/** Fraction of runs whose score exceeds τ, one staircase per method. */
export function profileChart(profiles: readonly (PerformanceProfile & { readonly name: string })[]): string {
  const series = profiles.map(
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
    xAxis: { ...numberAxis('return τ', shortScore), nameGap: 28 },
    yAxis: { ...numberAxis('runs above τ', percent), nameGap: 46, min: 0, max: 1, scale: false },
    series,
  });
}
