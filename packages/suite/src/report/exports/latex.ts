import { tableNotes } from '../notes.js';
import type { Results } from '../results.js';
import { type Column, costColumns, linesOf, scoreColumns } from '../table.js';

const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '{': '\\{',
  '}': '\\}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '−': '$-$',
  '±': '$\\pm$',
  '≥': '$\\ge$',
  '≤': '$\\le$',
  '×': '$\\times$',
  α: '$\\alpha$',
  τ: '$\\tau$',
  '–': '--',
  '“': '``',
  '”': "''",
};

/** A text as LaTeX sets it. */
export const latexText = (text: string): string =>
  [...text].map((character) => COMMANDS[character] ?? character).join('');

function tabular(columns: readonly Column[], results: Results): string {
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{@{}${columns.map(({ numeric }) => (numeric ? 'r' : 'l')).join('')}@{}}`,
    '\\toprule',
    line(columns.map(({ title }) => latexText(title))),
    '\\midrule',
    ...linesOf(columns, results).map(({ cells }) =>
      line(cells.map(({ text, best }) => (best ? `\\textbf{${latexText(text)}}` : latexText(text)))),
    ),
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}

/** Scores and costs as two tabulars for a paper; `\usepackage{booktabs}`. */
export function latexReport(results: Results): string {
  const notes = tableNotes(results).map((note) => `% ${note}`);
  return [
    '% \\usepackage{booktabs}',
    tabular(scoreColumns(results.rows), results),
    '',
    tabular(costColumns, results),
    ...notes,
  ].join('\n');
}
