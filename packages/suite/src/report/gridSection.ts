import type { Registry } from '../catalogue/registry.js';
import { cellWord, type GridCell, methodGrid } from './cells.js';
import { formatScore } from './format.js';
import { html, type Markup } from './markup.js';
import { estimateOf } from './order.js';
import type { ResultRow, Results } from './results.js';

/** `CartPole-v1 500.0`: what a method reached on the task that stands for it. */
export function reached(row: ResultRow, rows: readonly ResultRow[]): string {
  const estimate = estimateOf(rows)(row);
  return `${row.environment} ${estimate === null ? '–' : formatScore(estimate)}`;
}

/** Where each method stands among all that there are. @param anchorOf - the place on the page that shows a row */
export function gridSection(
  { rows, referenceTasks }: Pick<Results, 'rows' | 'referenceTasks'>,
  anchorOf: (row: ResultRow) => string,
  { presets }: Registry,
): Markup {
  const grid = methodGrid(rows, presets, referenceTasks);
  const entry = (cell: GridCell): Markup => {
    const { here, absent } = grid.in(cell);
    if (here.length + absent.length === 0) return html`<td class="empty"><span class="hidden">empty</span></td>`;
    const found = here.map(
      (row) => html`<a href="#${anchorOf(row)}">${row.name} <small>${reached(row, rows)}</small></a>`,
    );
    return html`<td>${found}${absent.map(
      ({ info }) => html`<span class="quiet" title="${info.description}">${info.name}</span>`,
    )}</td>`;
  };
  const { priors, columns } = grid;
  const models = [...new Set(columns.map(({ model }) => model))];
  const widthOf = (name: string) => columns.filter(({ model }) => model === name).length;
  return html`<table class="grid"><caption>Methods by prior, model and posterior, each with its score on the task that stands for it. A name leads to its
runs; grey ones are presets that were not run here; hatched cells are empty.</caption>
<thead><tr><td></td>${models.map((model) => html`<th scope="colgroup" colspan="${widthOf(model)}">${cellWord(model)}</th>`)}</tr>
<tr><td></td>${columns.map(({ posterior }) => html`<th scope="col">${cellWord(posterior)}</th>`)}</tr></thead>
<tbody>${priors.map((prior) => html`<tr><th scope="row">${cellWord(prior)}</th>${columns.map((column) => entry({ prior, ...column }))}</tr>`)}</tbody></table>`;
}
