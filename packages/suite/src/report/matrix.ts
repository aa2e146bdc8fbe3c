import { scrolling } from './figure.js';
import { formatPercent } from './format.js';
import { html, type Markup } from './markup.js';
import type { Pair } from './results.js';

/** With more methods, cells have room for a sign only. */
const MOST_IN_WORDS = 6;

/** What the row's method is, held against the column's. */
const WORDS = { better: 'better', worse: 'worse', undecided: 'undecided', tied: 'tied' } as const;
const SIGNS = { better: '▲', worse: '▼', undecided: '?', tied: '=' } as const;
const REVERSED = { better: 'worse', worse: 'better', undecided: 'undecided', tied: 'tied' } as const;

/** The pair seen from the other side: is the first better than the second? */
function reversed({ first, second, probabilityOfImprovement: p, ci95, verdict, ...rest }: Pair): Pair {
  return {
    ...rest,
    first: second,
    second: first,
    probabilityOfImprovement: p === null ? null : 1 - p,
    ci95: ci95 === null ? null : [1 - ci95[1], 1 - ci95[0]],
    verdict: REVERSED[verdict],
  };
}

function chance({ probabilityOfImprovement: p, ci95 }: Pair): string {
  return p === null || ci95 === null ? '' : `${formatPercent(p)} [${ci95.map(formatPercent).join(', ')}]`;
}

function cell(pair: Pair | undefined, inWords: boolean): Markup {
  if (pair === undefined) return html`<td class="none"><span class="hidden">not compared</span></td>`;
  const { verdict, first, second } = pair;
  if (inWords)
    return html`<td class="${verdict}"><strong>${WORDS[verdict]}</strong><br><span class="small">${chance(pair)}</span></td>`;
  const text = `${second} against ${first}: ${WORDS[verdict]} ${chance(pair)}`;
  return html`<td class="${verdict}" title="${text}"><span aria-hidden="true">${SIGNS[verdict]}</span><span class="hidden">${text}</span></td>`;
}

/**
 * Every two methods as a matrix: what the row's is, held against the column's, and how likely a run of the row's beats one of the
 * column's.
 */
export function pairMatrix(title: string, pairs: readonly Pair[]): Markup | string {
  if (pairs.length === 0) return '';
  const names = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))];
  const inWords = names.length <= MOST_IN_WORDS;
  const all = [...pairs, ...pairs.map(reversed)];
  const find = (row: string, column: string) => all.find(({ first, second }) => first === column && second === row);
  const heading = (name: string, i: number) =>
    inWords
      ? html`<th scope="col">${name}</th>`
      : html`<th scope="col" title="${name}"><span aria-hidden="true">${i + 1}</span><span class="hidden">${name}</span></th>`;
  const line = (row: string, i: number) =>
    html`<tr><th scope="row">${inWords ? '' : `${i + 1} `}${row}</th>${names.map((column) =>
      row === column ? html`<td class="none"></td>` : cell(find(row, column), inWords),
    )}</tr>`;
  const key = inWords ? '' : ' ▲ better, ▼ worse, ? undecided, = tied.';
  return html`<h4>${title}</h4>
${scrolling(
  title,
  html`<table class="matrix"><caption>The row's method held against the column's: verdict, and the chance that one run of it beats one of the other [95 % interval].${key}</caption>
<thead><tr><td></td>${names.map(heading)}</tr></thead><tbody>${names.map(line)}</tbody></table>`,
)}`;
}
