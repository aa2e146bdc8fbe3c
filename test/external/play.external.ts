import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findBrowser } from '../support/outside.js';

const vem = fileURLToPath(new URL('../../packages/suite/bin/vem.js', import.meta.url));

const browser = findBrowser();
if (!browser) console.log('skipped: watching a policy needs chromium (Debian: apt-get install chromium)');

/** Without a screen hardly a frame is asked for; timers are. */
const SCREEN = `
window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 16);
window.cancelAnimationFrame = clearTimeout;
`;

/** Looks at the page: what it shows at the first and at the last step, and how many colours the two pictures have. */
const LOOK = `
addEventListener('load', () => {
  const player = window.vemPlayer;
  player.pause();
  const text = (id) => document.getElementById(id).textContent;
  const picture = () => {
    if (!player.canvas) return { colours: 0, pixels: '' };
    const copy = document.createElement('canvas');
    copy.width = copy.height = 64;
    const context = copy.getContext('2d');
    context.drawImage(player.canvas, 0, 0, 64, 64);
    const pixels = context.getImageData(0, 0, 64, 64).data;
    const colours = new Set();
    for (let i = 0; i < pixels.length; i += 4) colours.add(pixels.slice(i, i + 3).join());
    return { colours: colours.size, pixels: pixels.join() };
  };
  const look = (frame) => {
    player.show(frame);
    const { colours, pixels } = picture();
    return { colours, pixels, step: text('step'), soFar: text('return-so-far'), total: text('return') };
  };
  const [first, last] = [look(0), look(player.frames() - 1)];
  const moved = first.pixels !== last.pixels;
  const curves = document.querySelectorAll('#plots canvas').length;
  player.show(0);
  player.play();
  const report = (ran) => {
    delete first.pixels;
    delete last.pixels;
    const { ready } = document.body.dataset;
    const apology = document.getElementById('no-scene') !== null;
    document.body.dataset.seen = JSON.stringify({ ready, episodes: player.episodes, first, last, moved, curves, ran, apology });
  };
  const watch = (left) => {
    const ran = document.body.dataset.frame !== '0';
    if (ran || left === 0) report(ran);
    else setTimeout(watch, 100, left - 1);
  };
  watch(80);
});
`;

interface Seen {
  readonly ready: string;
  readonly episodes: number;
  readonly first: { readonly colours: number; readonly step: string; readonly soFar: string; readonly total: string };
  readonly last: Seen['first'];
  readonly moved: boolean;
  readonly curves: number;
  readonly ran: boolean;
  readonly apology: boolean;
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  // Draws by the processor where there is no graphics card.
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--no-first-run',
  '--virtual-time-budget=10000',
  '--dump-dom',
];

function seenBy(page: string, folder: string, ...flags: string[]): Seen {
  const watched = join(folder, 'watched.html');
  // The page's policy lets no script run but its own: it stays, and those of this test are named beside that one.
  const allowed = [SCREEN, LOOK].map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}' `);
  const text = readFileSync(page, 'utf8')
    .replace('script-src ', `script-src ${allowed.join('')}`)
    .replace('<main>', `<script>${SCREEN}</script><main>`)
    .replace('</body>', `<script>${LOOK}</script></body>`);
  writeFileSync(watched, text);
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  const dom = execFileSync(browser!, [...FLAGS, ...flags, profile, `file://${watched}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 28,
  });
  const seen = /data-seen="([^"]*)"/.exec(dom)?.[1];
  if (seen === undefined) throw new Error(`the page did not run: ${dom.slice(-500)}`);
  return JSON.parse(seen.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
}

it.skipIf(!browser).each([
  { id: 'Pendulum-v1', curves: 5 },
  { id: 'CartPole-v1', curves: 6 },
  { id: 'LQR', curves: 3 },
])('a browser plays $id, offline', ({ id, curves }) => {
  const folder = mkdtempSync(join(tmpdir(), 'vem-play-'));
  const call = (...args: string[]) =>
    JSON.parse(
      execFileSync(process.execPath, [vem, ...args, '--json'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  try {
    const run = join(folder, 'run');
    call('train', 'sac', '--env', id, '--steps', '150', '--out', run);
    const { file, shows, episodes } = call('play', run, '--episodes', '2');
    expect(file).toBe(join(run, 'play.html'));
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(/<(?:script|link|img|iframe)[^>]*(?:src|href)=|url\(https?:|@import/);

    const drawn = id !== 'LQR';
    expect(shows).toBe(drawn ? 'scene' : 'plots');
    const seen = seenBy(file, folder);
    expect(seen).toMatchObject({ ready: shows, episodes: 2, curves, moved: drawn, ran: true, apology: false });
    const { length } = episodes[0];
    expect([seen.first.step, seen.last.step]).toEqual([`1 of ${length}`, `${length} of ${length}`]);
    expect(seen.last.soFar).toBe(seen.last.total);
    // A body with light and shade on a background.
    if (drawn) expect(Math.min(seen.first.colours, seen.last.colours)).toBeGreaterThan(5);

    // Without WebGL there are still the plots, and a word about what is missing.
    if (id !== 'Pendulum-v1') return;
    expect(seenBy(file, folder, '--disable-3d-apis')).toMatchObject({
      ready: 'plots',
      apology: true,
      curves,
      ran: true,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
