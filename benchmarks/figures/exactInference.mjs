// The picture of docs/exact-inference.md: what exact inference answers with chance inferred, and with chance as it is.
//
//   node benchmarks/figures/exactInference.mjs        (needs a build; writes docs/figures/exact-inference.svg)
import { mkdirSync, writeFileSync } from 'node:fs';
import { packages } from '../built.mjs';

const [
  envs,
  { compose, environmentModelOf, flowForward },
  { fixedTemperature, tablePolicy },
  { messagePassing },
  { sweptTable },
] = await packages('envs', 'framework', 'posteriors', 'presets', 'values');

const HORIZON = 40;
const WIND = 0.1;
const ALPHA = 0.5;

/** Policies and marginals of the steps, in float64. */
async function inferred(preset, environment, alpha, horizon) {
  const slots = {
    ...preset,
    environment,
    temperature: fixedTemperature({ alpha }),
    posterior: tablePolicy({ horizon, forward: horizon }),
    valueEstimator: sweptTable({ horizon }),
  };
  const run = compose(slots, { seed: 1 });
  const pipeline = await run.open();
  for await (const _report of run.train({ envSteps: 0 }));
  const { value } = pipeline.slots.valueEstimator.state();
  const { logProb, state } = pipeline.slots.posterior.state();
  run.dispose();
  return { value, logProb, state };
}

/** What a policy of several steps earns in the world as it is, and how often it falls. */
function inTheWorld({ logProb }, tables, horizon) {
  const size = tables.states * tables.actions;
  let state_S = Float64Array.from(tables.start_S);
  let [earned, falls] = [0, 0];
  const seen = new Float64Array(tables.states);
  for (let t = 0; t < horizon; t++) {
    const pair_P = new Float64Array(size);
    const next_S = new Float64Array(tables.states);
    for (let s = 0; s < tables.states; s++) if (!tables.terminal_S[s]) seen[s] += state_S[s];
    flowForward(tables, { logPolicy: logProb.subarray(t * size, (t + 1) * size) }, state_S, next_S, pair_P);
    for (let pair = 0; pair < size; pair++)
      for (let e = tables.first_P[pair]; e < tables.first_P[pair + 1]; e++) {
        const mass = pair_P[pair] * tables.probability_E[e];
        earned += mass * tables.reward_E[e];
        if (tables.reward_E[e] <= -50) falls += mass;
      }
    state_S = next_S;
  }
  return { earned, falls, seen };
}

const [optimistic, variational] = [messagePassing(), messagePassing('variational')];
const bets = await Promise.all([optimistic, variational].map((preset) => inferred(preset, envs.riskyBet(), 1, 1)));
// One step more shows where chance leads; the bet is over after one.
const outcomes = await inferred(optimistic, envs.riskyBet(), 1, 2);
const cliff = envs.cliff({ wind: WIND, timeLimit: HORIZON });
const factory = cliff.plugin.bind(cliff.config).create();
const { tables: declared } = environmentModelOf(factory);
const tables = declared.write();
const walks = await Promise.all([optimistic, variational].map((preset) => inferred(preset, cliff, ALPHA, HORIZON)));

// --- Drawing ---------------------------------------------------------------------------------------------------------

const INK = '#16181d';
const QUIET = '#5c6370';
const BLUE = '#2563eb';
const ORANGE = '#d9480f';
const GREEN = '#0f8a5f';
const parts = [];
const text = (x, y, content, { size = 13, fill = INK, anchor = 'start', weight = 400 } = {}) =>
  parts.push(
    `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}" font-weight="${weight}">${content}</text>`,
  );
const bar = (x, y, width, height, fill) =>
  parts.push(`<rect x="${x}" y="${y}" width="${width.toFixed(1)}" height="${height}" fill="${fill}"/>`);
const COLUMNS = [20, 400];
const TITLES = ['Chance is inferred too (optimistic)', 'Chance stays what it is (variational)'];
const won = outcomes.state[outcomes.state.length / 2 + 2];
const lost = outcomes.state[outcomes.state.length / 2 + 3];
const belief = [won / (won + lost), WIND];

for (const [i, x] of COLUMNS.entries()) {
  text(x, 28, TITLES[i], { size: 16, weight: 600 });
  text(x, 58, 'RiskyBet: 0 for sure, or +10 with probability .1 and −2 else', { fill: QUIET, size: 12 });
  const risky = Math.exp(bets[i].logProb[1]);
  for (const [row, [what, probability]] of [
    ['takes the bet', risky],
    ['believes to win it', belief[i]],
  ].entries()) {
    const y = 72 + row * 26;
    text(x, y + 14, what);
    bar(x + 130, y, 160, 18, '#e2e5ea');
    bar(x + 130, y, 160 * probability, 18, row === 0 ? BLUE : GREEN);
    text(x + 298, y + 14, probability.toFixed(probability > 0.99 ? 4 : 2));
  }
  text(x, 152, `Windy cliff: each step is blown down with probability ${WIND}`, { fill: QUIET, size: 12 });
}

const CELL = 28;
const signed = (value) => value.toFixed(1).replace('-', '−');
const columns = declared.picture.columns;
for (const [i, x0] of COLUMNS.entries()) {
  const y0 = 164;
  const { earned, falls, seen } = inTheWorld(walks[i], tables, HORIZON);
  // What it believes it will do: the marginals of the posterior.
  const believed = new Float64Array(tables.states);
  for (let t = 0; t < HORIZON; t++)
    for (let s = 0; s < tables.states; s++)
      if (!tables.terminal_S[s]) believed[s] += walks[i].state[t * tables.states + s];
  for (let s = 0; s < tables.states; s++) {
    const [x, y] = [x0 + (s % columns) * CELL, y0 + Math.floor(s / columns) * CELL];
    const cell = declared.picture.cellOf(s);
    const fill = { cliff: ORANGE, goal: GREEN, free: BLUE }[cell];
    const opacity = cell === 'free' ? Math.min(1, 0.04 + believed[s] * 0.8).toFixed(2) : 0.85;
    parts.push(
      `<rect x="${x + 0.5}" y="${y + 0.5}" width="${CELL - 1}" height="${CELL - 1}" fill="${fill}" fill-opacity="${opacity}"/>`,
    );
    if (cell !== 'free') continue;
    for (const [a, [right, down]] of declared.picture.directions.entries()) {
      const probability = Math.exp(walks[i].logProb[s * 4 + a]);
      if (probability < 0.05) continue;
      const reach = 0.44 * CELL * Math.sqrt(probability);
      const [cx, cy] = [x + CELL / 2, y + CELL / 2];
      parts.push(
        `<line x1="${cx}" y1="${cy}" x2="${(cx + right * reach).toFixed(1)}" y2="${(cy + down * reach).toFixed(1)}" stroke="${INK}" stroke-width="2" stroke-linecap="round"/>`,
      );
    }
  }
  const below = y0 + 4 * CELL;
  text(x0, below + 20, `expects V = ${signed(walks[i].value[36])}, KL costs included`);
  text(x0, below + 38, `in the world as it is: earns ${signed(earned)}, falls ${falls.toFixed(2)} times an episode`);
  console.log({
    reading: TITLES[i],
    risky: Math.exp(bets[i].logProb[1]),
    belief: belief[i],
    value: walks[i].value[36],
    earned,
    falls,
    start: seen[36],
  });
}
text(
  20,
  340,
  'Blue: visits of each cell, as the posterior itself expects them. Lines: what it does first, longer where more likely.',
  { size: 12, fill: QUIET },
);
text(20, 358, 'Orange: the cliff, −100 and back to the start. Green: the goal.', { size: 12, fill: QUIET });

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 372" font-family="system-ui, sans-serif" role="img" aria-label="Two readings of exact inference, side by side"><rect width="760" height="372" fill="#ffffff"/>${parts.join('')}</svg>\n`;
const folder = new URL('../../docs/figures/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('exact-inference.svg', folder), svg);
