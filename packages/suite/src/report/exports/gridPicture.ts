import type { Registry } from '../../catalogue/registry.js';
import { cellWord, methodGrid } from '../cells.js';
import { reached } from '../gridSection.js';
import { html, type Markup, raw } from '../markup.js';
import type { Results } from '../results.js';

/** Sizes in pixels. */
const LEFT = 120;
const HEAD = 56;
const COLUMN = 290;
const LINE = 21;
const PADDING = 14;
const EMPTY_LINES = 2;

/** It stands alone, so it brings its colours for light and dark. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #16181d; }
  .page { fill: #ffffff; } .cell { fill: #f6f7f9; stroke: #d3d8df; } .empty { fill: none; stroke: #d3d8df; stroke-dasharray: 4 4; }
  .name { font-weight: 600; } .quiet { fill: #5c6370; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8eaed; } .page { fill: #14161a; } .cell { fill: #1d2026; stroke: #3a3f48; } .empty { stroke: #3a3f48; } .quiet { fill: #a0a7b4; }
  }`;

const text = (x: number, y: number, content: string, name: string, anchor = 'start'): Markup =>
  html`<text x="${x}" y="${y}" class="${name}" text-anchor="${anchor}">${content}</text>`;

/** The grid of methods as a picture that stands alone: each method with its score on the task that stands for it. */
export function gridPicture({ rows, referenceTasks }: Results, { presets }: Registry): string {
  const grid = methodGrid(rows, presets, referenceTasks);
  const { priors, models, posteriors } = grid;
  const columns = models.flatMap((model) => posteriors.map((posterior) => ({ model, posterior })));
  const cells = priors.map((prior) => columns.map((column) => grid.in({ prior, ...column })));
  const lines = cells.map((row) =>
    Math.max(EMPTY_LINES, ...row.map(({ here, absent }) => here.length + absent.length)),
  );
  const heights = lines.map((count) => count * LINE + 2 * PADDING);
  const tops = heights.map((_, i) => HEAD + heights.slice(0, i).reduce((sum, height) => sum + height, 0));
  const width = LEFT + columns.length * COLUMN + 1;
  const height = HEAD + heights.reduce((sum, one) => sum + one, 0) + 1;
  const modelHeads = models.map((model, i) =>
    text(LEFT + (i + 0.5) * posteriors.length * COLUMN, 20, cellWord(model), 'quiet', 'middle'),
  );
  const posteriorHeads = columns.map(({ posterior }, i) =>
    text(LEFT + (i + 0.5) * COLUMN, 44, cellWord(posterior), 'quiet', 'middle'),
  );
  const body = priors.map((prior, r) => [
    text(LEFT - 12, tops[r] + heights[r] / 2 + 5, cellWord(prior), 'quiet', 'end'),
    ...cells[r].map(({ here, absent }, c) => {
      const x = LEFT + c * COLUMN;
      const entries = [
        ...here.map((row) => ({ name: row.name, score: reached(row, rows), kind: 'name' })),
        ...absent.map(({ info }) => ({ name: info.name, score: 'not run here', kind: 'quiet' })),
      ];
      const box = html`<rect x="${x + 0.5}" y="${tops[r] + 0.5}" width="${COLUMN}" height="${heights[r]}" class="${entries.length > 0 ? 'cell' : 'empty'}"/>`;
      const texts = entries.map(({ name, score, kind }, i) => {
        const y = tops[r] + PADDING + (i + 0.75) * LINE;
        return [text(x + 10, y, name, kind), text(x + COLUMN - 10, y, score, 'quiet', 'end')];
      });
      return [box, texts];
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
