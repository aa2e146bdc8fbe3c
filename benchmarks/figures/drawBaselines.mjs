// An SVG of two panels: variance of the gradient by baseline, on a logarithmic axis, and learning curves.
const COLOURS = {
  'whole path': '#8c564b',
  none: '#d62728',
  'decaying average': '#ff7f0e',
  'time mean': '#2ca02c',
  optimal: '#17becf',
  learned: '#1f77b4',
};
const SIZE = { width: 860, height: 330 };
const PANEL = { top: 40, bottom: 280 };

const mean = (x) => x.reduce((sum, value) => sum + value, 0) / x.length;
const text = (x, y, words, more = '') => `<text x="${x}" y="${y}" ${more}>${words}</text>`;
const line = (x1, y1, x2, y2, more) => `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${more}/>`;
const round = (value) => Number(value.toFixed(2));

function variancePanel(variances) {
  const [left, right] = [150, 400];
  const all = Object.values(variances).flat();
  const low = Math.floor(Math.log10(Math.min(...all)));
  const high = Math.ceil(Math.log10(Math.max(...all)));
  const x = (value) => round(left + ((Math.log10(value) - low) / (high - low)) * (right - left));
  const names = Object.keys(variances);
  const step = (PANEL.bottom - PANEL.top) / names.length;
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => low + i).map(
    (power) =>
      line(x(10 ** power), PANEL.top, x(10 ** power), PANEL.bottom, 'stroke="#ddd"') +
      text(
        x(10 ** power),
        PANEL.bottom + 16,
        `10<tspan dy="-5" font-size="8">${power}</tspan>`,
        'text-anchor="middle"',
      ),
  );
  const rows = names.map((name, i) => {
    const y = round(PANEL.top + (i + 0.5) * step);
    const dots = variances[name].map(
      (value) => `<circle cx="${x(value)}" cy="${y}" r="3" fill="${COLOURS[name]}" fill-opacity=".45"/>`,
    );
    const centre = x(mean(variances[name]));
    return `${text(left - 10, y + 4, name, 'text-anchor="end"')}${dots.join('')}${line(centre, y - 9, centre, y + 9, `stroke="${COLOURS[name]}" stroke-width="2.5"`)}`;
  });
  return [
    text((left + right) / 2, 22, 'variance of the gradient of one policy', 'text-anchor="middle" font-weight="bold"'),
    ...ticks,
    ...rows,
    text(
      (left + right) / 2,
      PANEL.bottom + 36,
      'a dot per seed, a line at the mean',
      'text-anchor="middle" fill="#555"',
    ),
  ].join('\n');
}

function curvePanel(curves, stepsPerUpdate) {
  const [left, right] = [500, 830];
  const means = Object.fromEntries(
    Object.entries(curves).map(([name, runs]) => [name, runs[0].map((_, u) => mean(runs.map((run) => run[u])))]),
  );
  const values = Object.values(means).flat();
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const updates = Object.values(means)[0].length;
  const x = (update) => round(left + (update / (updates - 1)) * (right - left));
  const y = (value) => round(PANEL.bottom - ((value - low) / (high - low)) * (PANEL.bottom - PANEL.top));
  const paths = Object.entries(means).map(([name, values]) => {
    const points = values.map((value, u) => `${x(u)},${y(value)}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="${COLOURS[name]}" stroke-width="1.8"/>`;
  });
  const ticks = [0, 0.5, 1].map(
    (share) =>
      text(left - 8, y(low + share * (high - low)) + 4, (low + share * (high - low)).toFixed(3), 'text-anchor="end"') +
      line(left, y(low + share * (high - low)), right, y(low + share * (high - low)), 'stroke="#ddd"'),
  );
  const legend = Object.keys(means).map((name, i) =>
    text(right - 110, PANEL.bottom - 12 - 15 * (Object.keys(means).length - 1 - i), name, `fill="${COLOURS[name]}"`),
  );
  return [
    text((left + right) / 2, 22, 'mean reward per step while learning', 'text-anchor="middle" font-weight="bold"'),
    ...ticks,
    ...paths,
    ...legend,
    text(left, PANEL.bottom + 16, '0', 'text-anchor="middle"'),
    text(right, PANEL.bottom + 16, `${(updates * stepsPerUpdate).toLocaleString('en')}`, 'text-anchor="middle"'),
    text((left + right) / 2, PANEL.bottom + 36, 'environment steps', 'text-anchor="middle" fill="#555"'),
  ].join('\n');
}

/** @returns an SVG as text, by the numbers that `pointMassBaselines.mjs` stores */
export const drawBaselines = ({ variances, curves, stepsPerUpdate, seeds, commit, command }) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="sans-serif" font-size="11">
<title>Baselines of the maximum-entropy policy gradient on PointMass2D</title>
<desc>${command}, commit ${commit}, ${seeds.length} seeds</desc>
<rect width="100%" height="100%" fill="white"/>
${variancePanel(variances)}
${curvePanel(curves, stepsPerUpdate)}
</svg>
`;
