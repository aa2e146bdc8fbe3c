import { mean } from 'simple-statistics';
import type { Collection } from './collect.js';
import { formatCount, formatSeconds } from './format.js';
import { html, type Markup } from './markup.js';
import { optionText } from './runsSection.js';

function sequentialText({ results: { sequential } }: Collection): string {
  if (sequential === null) return 'a fixed number of seeds';
  const { group, maxSeeds, pairs } = sequential;
  return `groups of ${group} seeds, up to ${maxSeeds}, until decided: ${pairs.map((names) => names.join(' and ')).join(', ')}`;
}

function tuningText({ results: { tuned } }: Collection): string {
  if (tuned === null) return 'the suite does not say';
  const budget = typeof tuned.budget === 'number' ? formatCount(tuned.budget) : JSON.stringify(tuned.budget);
  return `with seeds ${tuned.seeds.join(', ')}, none of which is reported; ${budget} runs per method`;
}

/** How the numbers were made, so that they can be made again. */
export function provenance(collection: Collection): Markup {
  const { results, groups, comparison } = collection;
  const made = groups.flatMap(({ runs }) => runs.flatMap(({ config }) => config.madeWith ?? []));
  const distinct = (values: readonly (string | undefined)[]): string =>
    [...new Set(values.filter((value) => value !== undefined && value !== ''))].join('; ');
  const times = results.timings.rows.flatMap(({ wallSeconds }) => wallSeconds);
  const copies = distinct(groups.map(({ runs }) => String(runs[0].config.environments)));
  const { wallSeconds } = results.timings;
  const facts: [string, string | Markup][] = [
    ...(comparison ? ([['command', html`<code>${comparison.command}</code>`]] as [string, Markup][]) : []),
    ['commit', results.commit ?? 'not in a git checkout'],
    ['vem', distinct(made.map(({ vem }) => vem))],
    ['engine', distinct(made.map(({ engine }) => engine))],
    ['Node.js', `${distinct(made.map(({ node }) => node))} on ${distinct(made.map(({ platform }) => platform))}`],
    ['environment copies', copies],
    ['seeds', sequentialText(collection)],
    ['tuned', tuningText(collection)],
    ...(times.length > 0 ? ([['time per run', formatSeconds(mean(times))]] as [string, string][]) : []),
    ...(wallSeconds === undefined
      ? []
      : ([
          ['time in all', `${formatSeconds(wallSeconds)}, ${formatCount(results.timings.jobs ?? 1)} runs at a time`],
        ] as [string, string][])),
  ];
  const settings = comparison?.suite.settings;
  const shared = settings
    ? html`<h3>Settings of all runs</h3><p>${settings.reason[0].toUpperCase() + settings.reason.slice(1)}.</p>
<pre tabindex="0">${Object.entries(settings.set)
        .map(([key, value]) => `--set ${key}=${optionText(value)}`)
        .join('\n')}</pre>`
    : '';
  return html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${shared}`;
}
