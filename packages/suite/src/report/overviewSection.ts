import { scrolling } from './figure.js';
import { html, type Markup } from './markup.js';
import { type OverviewCell, overviewOf } from './overview.js';
import type { ResultRow, Results } from './results.js';

/** Methods × environments on one look; nothing where there is one of either. @param anchorOf - the place that tells of a row */
export function overviewSection(results: Results, anchorOf: (row: ResultRow) => string): Markup {
  const overview = overviewOf(results);
  if (overview === undefined) return html``;
  const { environments, methods } = overview;
  const entry = ({ text, best, reason, row }: OverviewCell): Markup => {
    if (row === undefined) return html`<td class="number quiet" title="${reason ?? 'not run'}">${text}</td>`;
    const shown = best ? html`<strong>${text}</strong>` : text;
    return html`<td class="number"><a href="#${anchorOf(row)}">${shown}</a></td>`;
  };
  const label = 'Every method on every environment';
  return scrolling(
    label,
    html`<table><caption>${label}: the score, or – where it is not run.</caption>
<thead><tr><th scope="col">method</th>${environments.map((id) => html`<th scope="col" class="number">${id}</th>`)}</tr></thead>
<tbody>${methods.map(({ name, cells }) => html`<tr><th scope="row">${name}</th>${cells.map(entry)}</tr>`)}</tbody></table>`,
  );
}
