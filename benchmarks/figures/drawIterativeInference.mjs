// SVGs of how much inference iterations gain and what gap is left, and of how SAC learns with iterative and with direct inference.
const COLOURS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728'];
const PANEL = { top: 40, bottom: 250, width: 230, gap: 75, left: 65 };

const mean = (x) => x.reduce((sum, value) => sum + value, 0) / x.length;
const std = (x) => (x.length < 2 ? 0 : Math.sqrt(x.reduce((sum, v) => sum + (v - mean(x)) ** 2, 0) / (x.length - 1)));
const round = (value) => Number(value.toFixed(2));
const text = (x, y, words, more = '') => `<text x="${round(x)}" y="${round(y)}" ${more}>${words}</text>`;
const line = (x1, y1, x2, y2, more) =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${more}/>`;
const shown = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));

/** Where the i-th panel stands, with scales from data to the page. */
function panel(i, [x0, x1], [y0, y1]) {
  const left = PANEL.left + i * (PANEL.width + PANEL.gap);
  const right = left + PANEL.width;
  const spanX = x1 - x0 || 1;
  const spanY = y1 - y0 || 1;
  return {
    left,
    right,
    x: (value) => round(left + ((value - x0) / spanX) * (right - left)),
    y: (value) => round(PANEL.bottom - ((value - y0) / spanY) * (PANEL.bottom - PANEL.top)),
  };
}

function frame({ left, right, y }, title, below, ticks) {
  return [
    text((left + right) / 2, 22, title, 'text-anchor="middle" font-weight="bold"'),
    ...ticks.map(
      (value) =>
        line(left, y(value), right, y(value), 'stroke="#ddd"') +
        text(left - 6, y(value) + 4, shown(value), 'text-anchor="end"'),
    ),
    text((left + right) / 2, PANEL.bottom + 34, below, 'text-anchor="middle" fill="#555"'),
  ].join('\n');
}

/** A curve with a band of one standard deviation. @param points - `[x, mean, std]` */
function banded({ x, y }, points, colour) {
  const upper = points.map(([at, centre, spread]) => `${x(at)},${y(centre + spread)}`);
  const lower = points.map(([at, centre, spread]) => `${x(at)},${y(centre - spread)}`).reverse();
  const middle = points.map(([at, centre]) => `${x(at)},${y(centre)}`);
  return `<polygon points="${[...upper, ...lower].join(' ')}" fill="${colour}" fill-opacity=".15"/>
<polyline points="${middle.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.8"/>`;
}

const inThirds = (low, high) => [0, 1, 2, 3].map((i) => low + (i * (high - low)) / 3);
const legend = (names, x, y, colourOf = (i) => COLOURS[i]) =>
  names.map((name, i) => text(x, y + 15 * i, name, `fill="${colourOf(i)}"`)).join('\n');

const svg = (panels, title, body) => {
  const width = PANEL.left + panels * (PANEL.width + PANEL.gap) - PANEL.gap + 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 300" font-family="sans-serif" font-size="11">
<title>${title}</title>
<rect width="100%" height="100%" fill="white"/>
${body}
</svg>
`;
};

/** The agent of an environment whose inference has the most iterations. */
const longest = (agents) =>
  Object.values(agents).reduce((best, agent) => (agent.iterations > (best?.iterations ?? 0) ? agent : best), undefined);

function gains(i, byEnvironment, kind, title) {
  const series = Object.entries(byEnvironment).flatMap(([environment, agents]) => {
    const agent = longest(agents);
    if (agent === undefined) return [];
    // In reward units environments differ by orders of magnitude, so each is drawn against what there was to gain.
    const unit = kind === 'absolute' ? 1 : 0.01;
    return [
      { environment, points: agent[kind].map(({ mean: gain, std: spread }, k) => [k, gain / unit, spread / unit]) },
    ];
  });
  const values = series.flatMap(({ points }) => points.flatMap(([, gain, spread]) => [gain - spread, gain + spread]));
  const [low, high] = [Math.min(0, ...values), Math.max(0.001, ...values)];
  const last = Math.max(1, ...series.flatMap(({ points }) => points.map(([k]) => k)));
  const place = panel(i, [0, last], [low, high]);
  const marks = Array.from({ length: last + 1 }, (_, k) =>
    text(place.x(k), PANEL.bottom + 16, k, 'text-anchor="middle"'),
  );
  return [
    frame(place, title, 'inference iteration', inThirds(low, high)),
    ...marks,
    ...series.map(({ points }, s) => banded(place, points, COLOURS[s])),
    legend(
      series.map(({ environment }) => environment),
      place.right - 110,
      PANEL.bottom - 45,
    ),
  ].join('\n');
}

/** What is left to the best posterior of each state, in nats, of every agent, on a logarithmic axis. */
function gaps(i, byEnvironment) {
  const methods = [
    ...new Set(Object.values(byEnvironment).flatMap((agents) => Object.values(agents).map(({ method }) => method))),
  ];
  const all = Object.entries(byEnvironment).flatMap(([environment, agents], e) =>
    Object.values(agents).map(({ method, gapNats }) => ({ environment, e, method, nats: Math.max(gapNats, 1e-4) })),
  );
  const powers = all.map(({ nats }) => Math.log10(nats));
  const [low, high] = [Math.floor(Math.min(0, ...powers)), Math.ceil(Math.max(0, ...powers))];
  const place = panel(i, [0, methods.length], [low, high]);
  const ticks = Array.from({ length: high - low + 1 }, (_, k) => low + k);
  return [
    text(
      (place.left + place.right) / 2,
      22,
      'gap to the best posterior (nats)',
      'text-anchor="middle" font-weight="bold"',
    ),
    ...ticks.map(
      (power) =>
        line(place.left, place.y(power), place.right, place.y(power), 'stroke="#ddd"') +
        text(
          place.left - 6,
          place.y(power) + 4,
          `10<tspan dy="-5" font-size="8">${power}</tspan>`,
          'text-anchor="end"',
        ),
    ),
    ...methods.map((method, m) =>
      text(place.x(m + 0.5), PANEL.bottom + 16, method, 'text-anchor="middle" font-size="9"'),
    ),
    ...all.map(({ e, method, nats }) => {
      const x = place.x(methods.indexOf(method) + 0.5) + 8 * (e - 1);
      return `<circle cx="${x}" cy="${place.y(Math.log10(nats))}" r="4" fill="${COLOURS[e]}" fill-opacity=".7"/>`;
    }),
    text((place.left + place.right) / 2, PANEL.bottom + 34, 'a dot per agent', 'text-anchor="middle" fill="#555"'),
  ].join('\n');
}

/** @returns an SVG as text, by the numbers that `iterativeInference.mjs` stores under `inference` */
export const drawInference = (byEnvironment) =>
  svg(
    3,
    'Gains of inference iterations, and what is left to the best posterior of each state',
    [
      gains(0, byEnvironment, 'absolute', 'gain in J (reward units)'),
      gains(1, byEnvironment, 'relative', 'gain in J (% of |J| at the start)'),
      gaps(2, byEnvironment),
    ].join('\n'),
  );

/** @returns an SVG as text, by the numbers that `iterativeInference.mjs` stores under `learning` */
export function drawLearning(byEnvironment) {
  const panels = Object.entries(byEnvironment).map(([environment, { methods }], i) => {
    const series = Object.entries(methods).map(([method, bySeed]) => {
      const runs = Object.values(bySeed);
      return {
        method,
        seeds: runs.length,
        points: runs[0].map(([steps], p) => {
          const returns = runs.flatMap((run) => (run[p] === undefined ? [] : [run[p][1]]));
          return [steps, mean(returns), std(returns)];
        }),
      };
    });
    const values = series.flatMap(({ points }) =>
      points.flatMap(([, centre, spread]) => [centre - spread, centre + spread]),
    );
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const last = Math.max(...series.flatMap(({ points }) => points.map(([steps]) => steps)));
    const place = panel(i, [0, last], [low, high]);
    return [
      frame(place, environment, 'environment steps', inThirds(low, high)),
      text(place.left, PANEL.bottom + 16, '0', 'text-anchor="middle"'),
      text(place.right, PANEL.bottom + 16, last.toLocaleString('en'), 'text-anchor="middle"'),
      ...series.map(({ points }, s) => banded(place, points, COLOURS[s])),
      legend(
        series.map(({ method, seeds }) => `${method}, ${seeds} seeds`),
        place.right - 120,
        PANEL.bottom - 30,
      ),
    ].join('\n');
  });
  return svg(
    Math.max(1, panels.length),
    'Mean return of SAC with iterative and with direct inference',
    panels.join('\n'),
  );
}
