import { fileNameOf } from '../store/runFolder.js';
import { SERIES_COLOURS } from './drawing.js';
import { html, type Markup, raw } from './markup.js';

/** A drawing with its title and what it shows, which is what is read out for it. @param of - what else tells it from others */
export function figure(title: string, svg: string, caption: string, of: string): Markup {
  const id = fileNameOf(`${title} ${of}`);
  const drawing = svg.replace('<svg', `<svg role="img" aria-labelledby="${id}" aria-describedby="${id}-caption"`);
  return html`<figure><h4 id="${id}">${title}</h4>${raw(drawing)}<figcaption id="${id}-caption">${caption}</figcaption></figure>`;
}

/** A patch of a method's colour. */
export const swatch = (series: number): Markup =>
  raw(`<span class="swatch series-${series % SERIES_COLOURS}" aria-hidden="true"></span>`);

/** Names with their colours. */
export const legend = (names: readonly string[]): Markup =>
  html`<ul class="legend">${names.map((name, i) => html`<li>${swatch(i)}${name}</li>`)}</ul>`;

/** A table that scrolls inside itself where the window is too narrow, also by keyboard. @param label - what it holds */
export const scrolling = (label: string, table: Markup): Markup =>
  html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${table}</div>`;
