import type { Registry } from '../../catalogue/registry.js';
import { cellWord, emptyInSource, type MethodGrid, methodGrid } from '../cells.js';
import { reached } from '../gridSection.js';
import { html, type Markup, raw } from '../markup.js';
import type { ResultRow, Results } from '../results.js';

/** Sizes in pixels. */
const LEFT = 150;
const HEAD = 56;
const LINE = 21;
const PADDING = 14;
const EMPTY_LINES = 2;
const [NARROWEST, BETWEEN] = [160, 24];
/** Of 13 px letters, as wide as they come in the usual fonts. */
const [LETTER, BOLD_LETTER] = [7, 7.8];

/** It stands alone, so it brings its colours for light and dark. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #16181d; }
  .page { fill: #ffffff; } .cell { fill: #f6f7f9; stroke: #d3d8df; } .empty { fill: none; stroke: #d3d8df; stroke-dasharray: 4 4; }
  .name { font-weight: 600; } .quiet { fill: #5c6370; } .new { font-style: italic; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8eaed; } .page { fill: #14161a; } .cell { fill: #1d2026; stroke: #3a3f48; } .empty { stroke: #3a3f48; } .quiet { fill: #a0a7b4; }
  }`;

const text = (x: number, y: number, content: string, name: string, anchor = 'start'): Markup =>
  html`<text x="${x}" y="${y}" class="${name}" text-anchor="${anchor}">${content}</text>`;

interface Entry {
  readonly name: string;
  readonly score: string;
  readonly kind: 'name' | 'quiet';
}

const entriesOf = ({ here, absent }: ReturnType<MethodGrid['in']>, rows: readonly ResultRow[]): Entry[] => [
  ...here.map((row) => ({ name: row.name, score: reached(row, rows), kind: 'name' as const })),
  ...absent.map(({ info }) => ({ name: info.name, score: 'not run here', kind: 'quiet' as const })),
];

const widthOf = ({ name, score }: Entry): number =>
  Math.ceil(name.length * BOLD_LETTER + score.length * LETTER) + BETWEEN + 20;

/** Where each of some lengths starts that lie one behind the other, and where the last ends. */
const starts = (from: number, lengths: readonly number[]): number[] => {
  const found = [from];
  for (const length of lengths) found.push(found.at(-1)! + length);
  return found;
};

/** The grid of methods as a picture that stands alone: each method with its score on the task that stands for it. */
export function gridPicture({ rows, referenceTasks }: Results, { presets }: Registry): string {
  const grid = methodGrid(rows, presets, referenceTasks);
  const { priors, columns } = grid;
  const entries = priors.map((prior) => columns.map((column) => entriesOf(grid.in({ prior, ...column }), rows)));
  const heights = entries.map((row) => Math.max(EMPTY_LINES, ...row.map(({ length }) => length)) * LINE + 2 * PADDING);
  const widths = columns.map((_, c) => Math.max(NARROWEST, ...entries.flatMap((row) => row[c].map(widthOf))));
  const [tops, lefts] = [starts(HEAD, heights), starts(LEFT, widths)];
  const [height, width] = [tops.at(-1)! + 1, lefts.at(-1)! + 1];
  const modelHeads = [...new Set(columns.map(({ model }) => model))].map((model) => {
    const first = columns.findIndex((column) => column.model === model);
    const last = columns.findLastIndex((column) => column.model === model);
    return text((lefts[first] + lefts[last + 1]) / 2, 20, cellWord(model), 'quiet', 'middle');
  });
  const posteriorHeads = columns.map(({ posterior }, c) =>
    text(lefts[c] + widths[c] / 2, 44, cellWord(posterior), 'quiet', 'middle'),
  );
  const body = priors.map((prior, r) => [
    text(LEFT - 12, tops[r] + heights[r] / 2 + 5, cellWord(prior), 'quiet', 'end'),
    ...columns.map((column, c) => {
      const here = entries[r][c];
      const [left, right] = [lefts[c], lefts[c + 1]];
      const box = html`<rect x="${left + 0.5}" y="${tops[r] + 0.5}" width="${widths[c]}" height="${heights[r]}" class="${here.length > 0 ? 'cell' : 'empty'}"/>`;
      const texts = here.map(({ name, score, kind }, i) => {
        const y = tops[r] + PADDING + (i + 0.75) * LINE;
        return [text(left + 10, y, name, kind), text(right - 10, y, score, 'quiet', 'end')];
      });
      const note = emptyInSource({ prior, ...column })
        ? text(right - 10, tops[r] + heights[r] - 8, 'empty in the paper', 'quiet new', 'end')
        : [];
      return [box, texts, note];
    }),
  ]);
  const title = 'Methods by prior, model and posterior, each with its score on the task that stands for it';
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${title}</title><style>${raw(STYLE)}</style>
<rect class="page" width="${width}" height="${height}"/>
${modelHeads}${posteriorHeads}
${body}
</svg>
`.markup;
}
