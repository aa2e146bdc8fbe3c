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
import { formatCount, formatScore } from './format.js';

use([LineChart, ScatterChart, CustomChart, GridComponent, SVGRenderer]);

type Option = ComposeOption<LineSeriesOption | ScatterSeriesOption | CustomSeriesOption | GridComponentOption>;

/** Colours are CSS variables of the page, so that the same drawing serves light and dark. */
export const SERIES_COLOURS = 8;
export const colour = (series: number): string => `var(--series-${series % SERIES_COLOURS})`;
/** Where colours repeat, dashes tell the lines apart. */
export const dash = (series: number): 'solid' | 'dashed' => (series < SERIES_COLOURS ? 'solid' : 'dashed');

/** Drawing size; the page scales it. Small enough that text stays readable on a phone. */
const WIDTH = 480;
const HEIGHT = 300;
const FONT = 'system-ui, sans-serif';

export const axisText = { color: 'var(--quiet)', fontSize: 12, fontFamily: FONT };
export const numberAxis = (name: string, format: (value: number) => string) => ({
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

export const shortCount = (value: number): string =>
  Math.abs(value) >= 1e6 ? `${value / 1e6}M` : Math.abs(value) >= 1e4 ? `${value / 1e3}k` : formatCount(value);
export const shortScore = (value: number): string =>
  Number.isInteger(value) ? formatCount(value).replace('-', '−') : formatScore(value);

/** The page's style sheet says how text looks; its policy would not let the drawing say it. */
const withoutStyles = (svg: string): string =>
  svg.replaceAll(/<style[\s\S]*?<\/style>/g, '').replaceAll(/ (?:style|class|xmlns:xlink|baseProfile)="[^"]*"/g, '');

/** The chart as SVG. */
export function draw(option: Option, height = HEIGHT): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({ animation: false, backgroundColor: 'transparent', textStyle: { fontFamily: FONT }, ...option });
    return withoutStyles(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Smaller numbers are drawn as 0: axes cannot be divided as finely. */
const SMALLEST = 1e-12;
export const drawn = (score: number): number => (Math.abs(score) < SMALLEST ? 0 : score);

/** A point of a band: where, and from where to where. */
export type BandPoint = readonly [at: number, low: number, high: number];

/** The area between the ends of intervals, behind the line. */
export const band = (points: readonly BandPoint[], series: number): CustomSeriesOption => ({
  type: 'custom',
  silent: true,
  data:
    points.length > 1
      ? points.flatMap(([at, low, high]) => [
          [at, drawn(low)],
          [at, drawn(high)],
        ])
      : [],
  renderItem: (parameters, api) =>
    parameters.dataIndex > 0
      ? undefined
      : {
          type: 'polygon',
          shape: {
            points: [
              ...points.map(([at, low]) => api.coord([at, drawn(low)])),
              ...points.toReversed().map(([at, , high]) => api.coord([at, drawn(high)])),
            ] as [number, number][],
          },
          style: { fill: colour(series), opacity: 0.16 },
        },
  z: 1,
});
