import { scrolling } from './figure.js';
import { html, type Markup } from './markup.js';
import { tableNotes } from './notes.js';
import type { Results } from './results.js';
import { type Column, costColumns, type Line, linesOf, scoreColumns } from './table.js';

/** Addresses in a text as links for people to follow. */
function linked(text: string): Markup {
  const parts = text.split(/(https:\/\/[^\s)]+)/);
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<a href="${part}">${part}</a>` : part))}`;
}

/** @param anchors - where on the page each row is told of in full */
function resultTable(label: string, columns: readonly Column[], results: Results, anchors: readonly string[]): Markup {
  const head = columns.map(
    ({ title, numeric }) => html`<th scope="col" class="${numeric ? 'number' : ''}">${title}</th>`,
  );
  const line = ({ row, index, cells }: Line): Markup => {
    const [name, ...rest] = cells;
    const entries = rest.map(({ text, best }, c) => {
      const { title, numeric, marked } = columns[c + 1];
      const classes = [...(numeric ? ['number'] : []), ...(marked?.(row) ? ['mark'] : [])];
      return html`<td class="${classes.join(' ')}" data-title="${title}">${best ? html`<strong>${text}</strong>` : text}</td>`;
    });
    return html`<tr class="${row.status}"><th scope="row"><a href="#${anchors[index]}">${name.text}</a></th>${entries}</tr>`;
  };
  return scrolling(
    label,
    html`<table class="results"><caption>${label}</caption><thead><tr>${head}</tr></thead><tbody>${linesOf(columns, results).map(line)}</tbody></table>`,
  );
}

/** Scores and costs of every row, and what a reader must know of them. */
export function tableSection(results: Results, anchors: readonly string[]): Markup {
  return html`${resultTable('Scores', scoreColumns(results.rows), results, anchors)}
<p class="small quiet">Scores are undiscounted returns of test episodes after training, averaged per run. With fewer than ten seeds every seed's score is
shown, and Student's 95 % interval of the mean; with ten and more the interquartile mean
(<a href="https://arxiv.org/abs/2108.13264">Agarwal et al. 2021</a>) with a bootstrap interval. Normalised: 0 is the random policy, 1 a solved task.
Published: by others, with the number of their runs; * marks another version or protocol.</p>
${resultTable('Costs, means over the runs', costColumns, results, anchors)}
<ul class="small">${tableNotes(results).map((note) => html`<li>${linked(note)}</li>`)}</ul>`;
}
