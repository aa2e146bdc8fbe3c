// The table of rates and ratios.

/** @param {readonly number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What is stored of each contestant. `ran`: the environment as vem knows it, if that is another name. */
export const summary = (plan) =>
  plan.map(({ name, library, fused, cores, copies, environment, ran, rates }) => ({
    name,
    library,
    ...(fused > 1 ? { fused } : {}),
    cores,
    processes: copies,
    environment: ran ?? environment,
    median: median(rates),
    rates,
  }));

const TITLES = {
  updates: 'SAC updates/s, the learner alone',
  steps: 'env steps/s, one update each',
  'two-seeds': 'the same, two seeds at once, sum',
  stepping: 'env steps/s, no learning',
};

const number = (value) =>
  value === undefined ? '–' : value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });

/** Ratio of medians, and the range of the rounds' own ratios. */
function ratio(ours, theirs) {
  if (ours === undefined || theirs === undefined) return '–';
  const rounds = ours.rates.map((rate, i) => rate / theirs.rates[i]);
  const range = rounds.length > 1 ? ` [${Math.min(...rounds).toFixed(2)}, ${Math.max(...rounds).toFixed(2)}]` : '';
  return `${(ours.median / theirs.median).toFixed(2)}${range}`;
}

const best = (list) => list.toSorted((a, b) => b.median - a.median)[0];

/** One row per kind and number of cores; where there are several, one for the best setting of each library. */
export function tableOf(measurements, { fused }) {
  const header = [
    'measured',
    'environment',
    'cores',
    'vem',
    'SB3',
    'SBX',
    `SBX, ${fused} fused`,
    'vem / SB3',
    'vem / SBX',
    'vem / SBX fused',
  ];
  const rows = [];
  for (const name of new Set(measurements.map((entry) => entry.name))) {
    const own = measurements.filter((entry) => entry.name === name);
    const settings = [...new Set(own.map(({ cores }) => cores))];
    const groups = settings.map((cores) => [String(cores), own.filter((entry) => entry.cores === cores)]);
    if (settings.length > 1) groups.push(['best', own]);
    for (const [cores, entries] of groups) {
      const of = (library, isFused = false) =>
        best(entries.filter((entry) => entry.library === library && (entry.fused !== undefined) === isFused));
      const [ours, sb3, sbx, sbxFused] = [of('vem'), of('sb3') ?? of('gymnasium'), of('sbx'), of('sbx', true)];
      const rates = [ours, sb3, sbx, sbxFused].map((entry) => number(entry?.median));
      const ratios = [sb3, sbx, sbxFused].map((peer) => ratio(ours, peer));
      rows.push([TITLES[name], ours.environment, cores, ...rates, ...ratios]);
    }
  }
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const notes =
    'Medians over the rounds; in brackets the range of the ratios of single rounds. `fused`: that many steps, then that many updates in one call. In the row without learning the peer is Gymnasium.';
  return [line(header), line(header.map((_, i) => (i < 2 ? ':--' : '--:'))), ...rows.map(line), '', notes].join('\n');
}
