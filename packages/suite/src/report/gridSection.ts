import type { Preset } from '@vem/framework';
import type { Registry } from '../catalogue/registry.js';
import { html, type Markup } from './markup.js';
import type { ResultRow } from './results.js';

const PRIORS = ['uniform', 'learned', 'snapshot'];
const MODELS = ['free', 'based'];
const POSTERIORS = ['parametric', 'nonParametric', 'iterative'];
const WORDS: Readonly<Record<string, string>> = {
  uniform: 'uniform prior',
  learned: 'learned prior',
  snapshot: 'snapshot as prior',
  free: 'model-free',
  based: 'model-based',
  nonParametric: 'non-parametric',
};
const word = (part: string): string => WORDS[part] ?? part;

interface Cell {
  readonly prior: string;
  readonly model: string;
  readonly posterior: string;
}
const same = (a: Cell, b: Cell): boolean => a.prior === b.prior && a.model === b.model && a.posterior === b.posterior;

/** Values of one part, known ones first, that anything stands in; the first two of the table always. */
const valuesOf = (known: readonly string[], used: readonly string[], always: number): string[] => [
  ...known.filter((value, i) => i < always || used.includes(value)),
  ...new Set(used.filter((value) => !known.includes(value))),
];

/** Where each method stands among all that there are. @param anchorOf - the place on the page that shows a row */
export function gridSection(
  rows: readonly ResultRow[],
  anchorOf: (row: ResultRow) => string,
  { presets }: Registry,
): Markup {
  const names = [...new Set(rows.map(({ name }) => name))];
  const methods = names.map((name) => rows.find((row) => row.name === name)!);
  const shown = (preset: Preset) => [preset, ...Object.values(preset.variants)].map(({ info }) => info.name);
  const others = presets.filter((preset) => !methods.some((row) => shown(preset).includes(row.preset ?? '')));
  const cells: Cell[] = [...methods.map(({ cell }) => cell), ...others.map(({ info }) => info.cell)];
  const priors = valuesOf(
    PRIORS,
    cells.map(({ prior }) => prior),
    2,
  );
  const models = valuesOf(
    MODELS,
    cells.map(({ model }) => model),
    2,
  );
  const posteriors = valuesOf(
    POSTERIORS,
    cells.map(({ posterior }) => posterior),
    2,
  );
  const entry = (cell: Cell): Markup => {
    const here = methods.filter((row) => same(row.cell, cell));
    const absent = others.filter(({ info }) => same(info.cell, cell));
    if (here.length + absent.length === 0) return html`<td class="empty"><span class="hidden">empty</span></td>`;
    return html`<td>${here.map((row) => html`<a href="#${anchorOf(row)}">${row.name}</a>`)}${absent.map(
      ({ info }) => html`<span class="quiet" title="${info.description}">${info.name}</span>`,
    )}</td>`;
  };
  const columns = models.flatMap((model) => posteriors.map((posterior) => ({ model, posterior })));
  return html`<table class="grid"><caption>Methods by prior, model and posterior. A name leads to its runs; grey ones are presets that were not run here;
hatched cells are empty.</caption>
<thead><tr><td></td>${models.map((model) => html`<th scope="colgroup" colspan="${posteriors.length}">${word(model)}</th>`)}</tr>
<tr><td></td>${columns.map(({ posterior }) => html`<th scope="col">${word(posterior)}</th>`)}</tr></thead>
<tbody>${priors.map((prior) => html`<tr><th scope="row">${word(prior)}</th>${columns.map((column) => entry({ prior, ...column }))}</tr>`)}</tbody></table>`;
}
