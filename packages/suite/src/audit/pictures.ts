import type { StatesPicture } from '@vem/framework';
import { formatScore } from '../report/format.js';
import { html, type Markup, raw } from '../report/markup.js';

/** Width of a cell in the drawing's units; the page scales it. */
const CELL = 24;
/** Pictures of more cells are left out. */
const MOST_CELLS = 2500;
/** Probabilities below this have no arrow. */
const FAINT = 0.03;

export interface StatePicture {
  readonly title: string;
  readonly caption: string;
  /** [S], what the shade says; darker is more. */
  readonly value_S: Float64Array;
  /** [S, A], probabilities that arrows show; absent: none. */
  readonly probability_SA?: Float64Array;
}

/** Of all the same, half. */
function shadeOf(value: number, low: number, high: number): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

const FILLS = { wall: 'var(--quiet)', goal: 'var(--series-2)', cliff: 'var(--series-1)' } as const;

/** States as cells, shaded by a value, with arrows for what a policy does. */
export function statePicture(
  { title, caption, value_S, probability_SA }: StatePicture,
  { columns, directions, cellOf = () => 'free' }: StatesPicture,
  shown: (state: number) => boolean,
): Markup {
  const states = value_S.length;
  if (states > MOST_CELLS) return html`<p class="quiet">${title}: ${states} states are too many to draw.</p>`;
  const rows = Math.ceil(states / columns);
  const lived = [...value_S.keys()].filter((s) => cellOf(s) === 'free' && shown(s));
  const low = lived.reduce((least, s) => Math.min(least, value_S[s]), Number.POSITIVE_INFINITY);
  const high = lived.reduce((most, s) => Math.max(most, value_S[s]), Number.NEGATIVE_INFINITY);
  const cells = Array.from({ length: states }, (_, s) => {
    const [x, y] = [(s % columns) * CELL, Math.floor(s / columns) * CELL];
    const cell = cellOf(s);
    const square = `<rect x="${x + 0.5}" y="${y + 0.5}" width="${CELL - 1}" height="${CELL - 1}"`;
    if (cell !== 'free') return `${square} fill="${FILLS[cell]}"><title>${cell}</title></rect>`;
    if (!shown(s)) return `${square} fill="none" stroke="var(--rule)"/>`;
    const opacity = (0.08 + 0.72 * shadeOf(value_S[s], low, high)).toFixed(3);
    const about = `<title>state ${s}: ${formatScore(value_S[s])}</title>`;
    return `${square} fill="var(--series-0)" fill-opacity="${opacity}">${about}</rect>${arrows(s, x, y)}`;
  });
  function arrows(s: number, x: number, y: number): string {
    if (!probability_SA || !directions) return '';
    return directions
      .map(([right, down], a) => {
        const probability = probability_SA[s * directions.length + a];
        if (probability < FAINT) return '';
        const reach = 0.46 * CELL * Math.sqrt(probability);
        const [cx, cy] = [x + CELL / 2, y + CELL / 2];
        return `<line x1="${cx}" y1="${cy}" x2="${(cx + right * reach).toFixed(1)}" y2="${(cy + down * reach).toFixed(1)}" stroke="var(--ink)" stroke-width="2.4" stroke-linecap="round"/>`;
      })
      .join('');
  }
  const range = lived.length === 0 ? '' : ` Shade: ${formatScore(low)} to ${formatScore(high)}.`;
  const size = `viewBox="0 0 ${columns * CELL} ${rows * CELL}" width="${Math.min(720, columns * CELL * 1.6)}"`;
  return html`<figure><h4>${title}</h4>${raw(`<svg role="img" ${size} aria-label="${columns} by ${rows} cells">${cells.join('')}</svg>`)}<figcaption class="quiet small">${caption}${range}</figcaption></figure>`;
}

/** Probabilities of actions (upwards) at states (to the right), of a line of each. */
export function linePicture(title: string, caption: string, probability_SA: Float64Array, actions: number): Markup {
  const states = probability_SA.length / actions;
  const [width, height] = [480 / states, 240 / actions];
  const cells: string[] = [];
  for (let s = 0; s < states; s++) {
    const row = probability_SA.subarray(s * actions, (s + 1) * actions);
    const most = Math.max(...row);
    for (const [a, probability] of row.entries()) {
      const opacity = probability / most;
      if (opacity < 0.02) continue;
      const [x, y] = [(s * width).toFixed(2), ((actions - 1 - a) * height).toFixed(2)];
      cells.push(
        `<rect x="${x}" y="${y}" width="${width.toFixed(2)}" height="${height.toFixed(2)}" fill="var(--series-0)" fill-opacity="${opacity.toFixed(2)}"/>`,
      );
    }
  }
  return html`<figure><h4>${title}</h4>${raw(`<svg role="img" viewBox="0 0 480 240" width="480" aria-label="states to the right, actions upwards">${cells.join('')}</svg>`)}<figcaption class="quiet small">${caption}</figcaption></figure>`;
}
