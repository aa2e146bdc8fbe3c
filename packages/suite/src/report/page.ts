import { mean } from 'simple-statistics';
import type { Collection } from './collect.js';
import { environmentSection } from './environmentSection.js';
import { formatCount, formatSeconds } from './format.js';
import { html, type Markup, raw } from './markup.js';
import type { ResultRow } from './results.js';
import { REPORT_STYLE } from './style.js';
import { COLUMNS, isBest, SCORE, sortedRows, tableCells, tableNotes } from './table.js';

function tableSection({ results }: Collection): Markup {
  const head = COLUMNS.map(({ title, numeric }) => html`<th class="${numeric ? 'number' : ''}">${title}</th>`);
  const line = ({ row, index }: { readonly row: ResultRow; readonly index: number }): Markup => {
    const cells = tableCells(row, results.timings.rows[index].wallSeconds);
    const best = isBest(row, results.rows);
    const entries = cells.map((cell, c) => {
      const text = best && c === SCORE ? html`<strong>${cell}</strong>` : cell;
      return html`<td class="${COLUMNS[c].numeric ? 'number' : ''}" data-title="${COLUMNS[c].title}">${text}</td>`;
    });
    return html`<tr class="${row.iqm === null ? 'failed' : ''}">${entries}</tr>`;
  };
  return html`<div class="scroll"><table class="results"><thead><tr>${head}</tr></thead><tbody>${sortedRows(results.rows).map(line)}</tbody></table></div>
<p class="small quiet">Scores are undiscounted returns of test episodes after training, averaged per run. IQM: interquartile mean over seeds
with a 95 % percentile bootstrap interval (<a href="https://arxiv.org/abs/2108.13264">Agarwal et al. 2021</a>). With few seeds, intervals are rough.</p>
<ul class="small">${tableNotes(results).map((note) => html`<li>${note}</li>`)}</ul>`;
}

const optionText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A row's slots with their options; those that differ from the preset as published are marked. */
function slotMap({ name, environment, slots, overrides, preset }: ResultRow): Markup {
  const keys = Object.keys(overrides ?? {});
  const changed = (slot: string) => keys.some((key) => key === slot || key.startsWith(`${slot}.`));
  const lines = Object.entries(slots).map(([slot, { use, ...options }]) => {
    const texts = Object.entries(options).map(([option, value]) => `${option}: ${optionText(value)}`);
    return html`<tr class="${changed(slot) ? 'changed' : ''}"><th>${slot}</th><td>${use}</td><td class="wrap">${texts.join(', ')}</td></tr>`;
  });
  const count = keys.length;
  const difference =
    overrides === null
      ? 'unknown whether as published'
      : count === 0
        ? 'as published'
        : `${count} ${count === 1 ? 'option differs' : 'options differ'} from preset ${preset ?? ''}`;
  return html`<details><summary>${name} on ${environment} <span class="quiet small">${difference}</span></summary>
<div class="scroll"><table><thead><tr><th>slot</th><th>plugin</th><th>options</th></tr></thead><tbody>${lines}</tbody></table></div></details>`;
}

/** How the numbers were made, so that they can be made again. */
function provenance({ results, groups, comparison }: Collection): Markup {
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
<pre>${Object.entries(settings.set)
        .map(([key, value]) => `--set ${key}=${optionText(value)}`)
        .join('\n')}</pre>`
    : '';
  return html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${shared}`;
}

/** Nothing is loaded and no script runs, whatever names and texts contain. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one page that needs nothing else: no scripts, no requests. */
export function reportPage(collection: Collection): string {
  const { results, groups, comparison } = collection;
  const environments = [...new Set(results.rows.map(({ environment }) => environment))];
  const sections = environments.map((environment) => {
    const indices = results.rows.flatMap((row, i) => (row.environment === environment ? [i] : []));
    return environmentSection(
      environment,
      indices.map((i) => groups[i]),
      indices.map((i) => results.rows[i]),
    );
  });
  const title = results.suite === null ? 'Stored runs' : `Comparison “${results.suite}”`;
  return html`${raw('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · vem</title><style>${raw(REPORT_STYLE)}</style></head>
<body><main>
<h1>${title}</h1>
<p class="quiet">${comparison?.suite.description ?? 'Runs that were made one by one.'}</p>
${tableSection(collection)}
${sections}
<h2>Slots</h2>
<p class="small quiet">The parts of each method with their options in full. Marked: what differs from the preset as published.</p>
${results.rows.map(slotMap)}
<h2>How it was made</h2>
${provenance(collection)}
</main></body></html>
`.markup;
}
