import { basename } from 'node:path';
import type { StoredRun } from '../store/storedRun.js';
import { scrolling } from './figure.js';
import { formatBytes, formatCount, formatScore, formatSeconds } from './format.js';
import type { RunGroup } from './groups.js';
import { html, type Markup } from './markup.js';
import { PENDING } from './notes.js';
import { commandFor } from './reproduce.js';
import type { ResultRow } from './results.js';
import { statePictures } from './states.js';

export const optionText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A row's slots with their options; those that differ from the preset as published are marked. */
function slotTable({ name, slots, overrides }: ResultRow): Markup {
  const keys = Object.keys(overrides ?? {});
  const changed = (slot: string) => keys.some((key) => key === slot || key.startsWith(`${slot}.`));
  const lines = Object.entries(slots).map(([slot, { use, ...options }]) => {
    const texts = Object.entries(options).map(([option, value]) => `${option}: ${optionText(value)}`);
    const mark = changed(slot) ? html`<span class="hidden"> (changed)</span>` : '';
    return html`<tr class="${changed(slot) ? 'changed' : ''}"><th scope="row">${slot}${mark}</th><td>${use}</td><td class="wrap">${texts.join(', ')}</td></tr>`;
  });
  return scrolling(
    `Slots of ${name}`,
    html`<table><thead><tr><th scope="col">slot</th><th scope="col">plugin</th><th scope="col">options</th></tr></thead><tbody>${lines}</tbody></table>`,
  );
}

const NONE = '–';
const HEADINGS = [
  'seed',
  'return',
  'env steps',
  'updates',
  'time',
  'env steps/s',
  'peak memory',
  'best on the way',
  'folder',
];

/** What a run came to: its return, or what became of it. */
function outcomeText({ config: { seed }, result }: StoredRun, { failures, pending }: ResultRow): string {
  const waiting = pending.find((candidate) => candidate.seed === seed);
  if (waiting !== undefined) return PENDING[waiting.state];
  const failure = failures.find((candidate) => candidate.seed === seed);
  if (failure !== undefined) return failure.diverged ? 'diverged' : 'failed';
  return result?.evaluation ? formatScore(result.evaluation.meanReturn) : NONE;
}

function runLine(run: StoredRun, row: ResultRow): Markup {
  const { config, result, folder } = run;
  const failed = row.failures.some(({ seed }) => seed === config.seed);
  const number = (text: string) => html`<td class="number">${text}</td>`;
  return html`<tr class="${failed ? 'failed' : ''}"><th scope="row" class="number">${config.seed}</th>${[
    outcomeText(run, row),
    result ? formatCount(result.envSteps) : NONE,
    result ? formatCount(result.updates) : NONE,
    result ? formatSeconds(result.wallSeconds) : NONE,
    result ? formatCount(result.envStepsPerSecond) : NONE,
    result?.peakMemoryBytes === undefined ? NONE : formatBytes(result.peakMemoryBytes),
    result?.best ? `${formatScore(result.best.meanReturn)} at ${formatCount(result.best.envSteps)}` : NONE,
  ].map(number)}<td class="wrap">${basename(folder)}</td></tr>`;
}

/** Warnings of runs, each once, with the seeds that had it; and why runs have no result. */
function remarks(runs: readonly StoredRun[], { failures }: ResultRow): Markup | string {
  const seeds = new Map<string, number[]>();
  for (const { config, warnings = [] } of runs)
    for (const warning of new Set(warnings)) seeds.set(warning, [...(seeds.get(warning) ?? []), config.seed]);
  const lines = [
    ...failures.map(({ seed, message, code }) => html`<li>Seed ${seed} has no result: ${message} (${code})</li>`),
    ...[...seeds].map(
      ([warning, of]) => html`<li>Warning, ${of.length === 1 ? 'seed' : 'seeds'} ${of.join(', ')}: ${warning}</li>`,
    ),
  ];
  return lines.length === 0 ? '' : html`<ul class="small">${lines}</ul>`;
}

function difference({ overrides, preset }: ResultRow): string {
  if (overrides === null) return 'unknown whether as published';
  const count = Object.keys(overrides).length;
  if (count === 0) return 'as published';
  return `${count} ${count === 1 ? 'option differs' : 'options differ'} from preset ${preset ?? ''}`;
}

/** What the first run that was looked at thinks of each state. */
function statesOfRow(runs: readonly StoredRun[]): Markup | string {
  const seen = runs.find(({ states }) => states !== undefined);
  if (!seen?.states) return '';
  return html`<details><summary>Values, policies and messages of seed ${seen.config.seed}</summary>${statePictures(seen.states)}</details>`;
}

/** Everything about one row: its runs, what went wrong, how to make one again, and its slots in full. @param id - of its place on the page */
export function rowSection({ runs }: RunGroup, row: ResultRow, id: string): Markup {
  const { name, environment, overrides } = row;
  const [{ config, folder }] = runs;
  const label = `Runs of ${name} on ${environment}`;
  return html`<details><summary>${name} on ${environment} <span class="quiet small">${runs.length} runs, ${difference(row)}</span></summary>
<div class="inside" id="${id}">
${scrolling(label, html`<table class="runs"><caption>${label}</caption><thead><tr>${HEADINGS.map((heading, i) => html`<th scope="col" class="${i < HEADINGS.length - 1 ? 'number' : ''}">${heading}</th>`)}</tr></thead><tbody>${runs.map((run) => runLine(run, row))}</tbody></table>`)}
${remarks(runs, row)}
<p class="small">Seed ${config.seed} again; the whole configuration is in its folder's config.json:</p>
<pre tabindex="0">${commandFor(config, overrides, folder)}</pre>
${statesOfRow(runs)}
${slotTable(row)}
</div></details>`;
}
