import { describe, expect, it } from 'vitest';
import { intervalChart, learningCurveChart, profileChart } from './charts.js';

const curve = (name: string, offset: number) => ({
  name,
  points: [0, 1000, 2000].map((envSteps, i) => ({
    envSteps,
    mean: -100 + 10 * i + offset,
    low: -120 + 10 * i,
    high: -80 + 10 * i,
  })),
});
const strokes = (svg: string, series: number) =>
  svg.match(new RegExp(`stroke="var\\(--series-${series}\\)"`, 'g')) ?? [];
const fills = (svg: string, series: number) => svg.match(new RegExp(`fill="var\\(--series-${series}\\)"`, 'g')) ?? [];

describe('learningCurveChart', () => {
  const svg = learningCurveChart([curve('a', 0), curve('b', 5)]);

  it('draws a line and a band per method', () => {
    for (const series of [0, 1]) {
      expect(strokes(svg, series).length).toBeGreaterThan(0);
      expect(fills(svg, series).length).toBeGreaterThan(0);
    }
  });

  it('refers to nothing outside of itself', () => {
    expect(svg.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toMatch(/https?:|<script|<image/);
  });

  it('puts the band under negative returns where it belongs', () => {
    // The polygon runs along the low ends and back along the high ones; on screen what is low is further down.
    const numbers =
      svg
        .match(/<polygon points="([^"]*)"/)?.[1]
        .split(' ')
        .map(Number) ?? [];
    expect(numbers).toHaveLength(12);
    const [[lowStart, lowEnd], [highEnd, highStart]] = [
      [numbers[1], numbers[5]],
      [numbers[7], numbers[11]],
    ];
    expect(lowStart).toBeGreaterThan(highStart);
    expect(lowEnd).toBeGreaterThan(highEnd);
    expect(lowStart - highStart).toBeCloseTo(lowEnd - highEnd, 6);
  });
});

describe('intervalChart', () => {
  it('has one row per method, with names escaped', () => {
    const svg = intervalChart([
      { name: 'a <b>', estimate: 1, interval: [0, 2], scores: [0, 1, 2] },
      { name: 'c', estimate: 3, interval: null, scores: [3] },
    ]);
    expect(svg).toContain('a &lt;b&gt;');
    expect(svg).not.toContain('<b>');
    expect(svg).toContain('>c<');
  });
});

describe('profileChart', () => {
  it('draws one staircase with a band per method', () => {
    const bands = [
      [0.6, 1],
      [0.2, 0.8],
      [0, 0.4],
    ] as const;
    const svg = profileChart([{ name: 'a', thresholds: [0, 1, 2], fractions: [1, 0.5, 0], bands }]);
    expect(strokes(svg, 0)).toHaveLength(1);
    expect(fills(svg, 0)).toHaveLength(1);
    // Both ends of the band step at the two inner thresholds: five corners each.
    expect(svg.match(/<polygon points="([^"]*)"/)?.[1].split(' ')).toHaveLength(20);
  });
});
