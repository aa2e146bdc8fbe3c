import type { StatesPicture } from '@vem/framework';
import { statePicture } from '../audit/pictures.js';
import type { StateFile } from '../store/stateFile.js';
import { html, type Markup } from './markup.js';

/** The pictures of a run's states. */
export function statePictures(states: StateFile | undefined): readonly Markup[] {
  if (states === undefined) return [];
  const { columns, directions, cells, pictures } = states;
  const layout: StatesPicture = {
    columns,
    ...(directions ? { directions } : {}),
    cellOf: (s) => {
      const cell = cells[s];
      return cell === 'ended' ? 'free' : cell;
    },
  };
  const drawn = pictures
    .filter(({ value }) => value.length === cells.length)
    .map(({ title, caption, value, probability }) =>
      statePicture(
        {
          title,
          caption,
          value_S: Float64Array.from(value),
          ...(probability ? { probability_SA: Float64Array.from(probability) } : {}),
        },
        layout,
        (s) => cells[s] !== 'ended',
      ),
    );
  return drawn.length === 0 ? [] : [html`<div class="charts">${drawn}</div>`];
}
