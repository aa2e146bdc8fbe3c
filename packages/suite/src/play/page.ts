import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { html, type Markup, raw } from '../report/markup.js';
import { REPORT_STYLE } from '../report/style.js';
import { playerMissing } from './playErrors.js';
import type { Recording } from './record.js';

/** Where the build puts the page's script: beside the compiled form of this file. */
export const PLAYER_FILE = new URL('../../dist/play/player.js', import.meta.url);

const STYLE = `
#scene canvas { display: block; width: 100%; border-radius: 8px; touch-action: none; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin: .75rem 0; }
.bar input[type=range] { flex: 1 1 12rem; }
button, select { font: inherit; padding: .3rem .8rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--panel); color: inherit; }
button { min-width: 5rem; cursor: pointer; }
.numbers { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; font-variant-numeric: tabular-nums; }
.numbers dt { display: inline; } .numbers dd { display: inline; margin-left: .4rem; }
#plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: .75rem 1.5rem; margin-top: 1.5rem; }
#plots figure { max-width: none; }
#plots canvas { display: block; width: 100%; height: 110px; color: var(--quiet); cursor: crosshair; touch-action: none; }
`;

/** Base64 of single precision, little-endian. */
const packed = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** What the page's script reads. JSON in a script element must not contain what could end the element. */
function data({ episodes, ...recording }: Recording): string {
  const packedEpisodes = episodes.map(({ reward, observation, action, poses, ...episode }) => ({
    ...episode,
    reward: packed(reward),
    observation: packed(observation),
    action: packed(action),
    poses: packed(poses),
  }));
  return JSON.stringify({ ...recording, episodes: packedEpisodes }).replaceAll('<', '\\u003c');
}

/** Nothing is loaded, and no script runs but this one, whatever names and texts contain. */
function policyFor(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'`;
}

/**
 * A page that shows recorded episodes; everything it needs is in it.
 *
 * @param about - one line: which run, which seed
 * @param states - pictures of what the run thinks of each state
 * @throws VEM_PLAYER_MISSING where vem was not built
 */
export async function playPage(
  title: string,
  about: string,
  recording: Recording,
  states: readonly Markup[] = [],
  player: URL = PLAYER_FILE,
): Promise<string> {
  const script = await readFile(player, 'utf8').catch((cause: unknown) => {
    throw playerMissing(fileURLToPath(player), cause);
  });
  const number = (name: string, id: string) => html`<div><dt>${name}</dt><dd id="${id}"></dd></div>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(REPORT_STYLE)}${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="quiet">${about}</p>
<div id="scene"></div>
<p id="no-scene">This browser has no WebGL, so the scene cannot be drawn; below is what the environment reports.</p>
<div class="bar">
<button id="play" type="button">Play</button>
<input id="frame" type="range" min="0" value="0" aria-label="Step">
<label>Episode <select id="episode"></select></label>
<label>Speed <select id="speed"></select></label>
</div>
<dl class="numbers">${[
    number('step', 'step'),
    number('reward', 'reward'),
    number('return so far', 'return-so-far'),
    number('return of the episode', 'return'),
    number('ends', 'ending'),
  ]}</dl>
<div id="plots"></div>
${states}
</main>
<script id="recording" type="application/json">${raw(data(recording))}</script>
<script>${raw(script)}</script>
</body>
</html>
`.markup;
}
