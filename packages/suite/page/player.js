// The page that `vem play` writes runs this: it draws the recorded episodes and plots what went with them.
import { drawingOf } from './drawing.js';
import { plotsOf } from './plots.js';

const recording = JSON.parse(document.getElementById('recording').textContent);
const find = (name) => document.getElementById(name);
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4];

/** Numbers that were stored as base64 of single precision, little-endian. */
function numbers(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

const episodes = recording.episodes.map((episode) => ({
  ...episode,
  reward: numbers(episode.reward),
  observation: numbers(episode.observation),
  action: numbers(episode.action),
  poses: numbers(episode.poses),
}));

const state = { episode: 0, frame: 0, playing: false, speed: 1 };
const drawing = drawingOf(recording.scene, find('scene'), find('no-scene'));
const plots = plotsOf(recording, find('plots'), (frame) => {
  pause();
  show(frame);
});

const format = (value) => value.toLocaleString('en', { maximumFractionDigits: 3 });

/** Draws one frame: the state before a step, and what that step brought. */
function show(frame) {
  const episode = episodes[state.episode];
  state.frame = Math.max(0, Math.min(episode.length - 1, Math.round(frame)));
  let total = 0;
  for (let t = 0; t <= state.frame; t++) total += episode.reward[t];
  find('frame').value = String(state.frame);
  find('step').textContent = `${state.frame + 1} of ${episode.length}`;
  find('reward').textContent = format(episode.reward[state.frame]);
  find('return-so-far').textContent = format(total);
  find('return').textContent = format(episode.return);
  find('ending').textContent = episode.ending;
  drawing?.draw(episode, state.frame);
  plots.cursor(episode, state.frame);
  document.body.dataset.frame = String(state.frame);
}

function choose(number) {
  state.episode = number;
  find('episode').value = String(number);
  find('frame').max = String(episodes[number].length - 1);
  plots.draw(episodes[number]);
  show(0);
}

let last;
let request = 0;
/** Frames follow the clock, so that a slow browser skips some instead of slowing down. */
function tick(now) {
  if (!state.playing) return;
  const elapsed = last === undefined ? 0 : (now - last) / 1000;
  const ahead = Math.floor((elapsed * state.speed) / recording.timeStep);
  if (last === undefined) last = now;
  if (ahead > 0) {
    last += (ahead * recording.timeStep * 1000) / state.speed;
    const { length } = episodes[state.episode];
    if (state.frame + ahead < length) show(state.frame + ahead);
    else if (state.frame < length - 1) show(length - 1);
    else if (state.episode < episodes.length - 1) choose(state.episode + 1);
    else choose(0);
  }
  request = requestAnimationFrame(tick);
}

function play() {
  cancelAnimationFrame(request);
  state.playing = true;
  last = undefined;
  find('play').textContent = 'Pause';
  request = requestAnimationFrame(tick);
}

function pause() {
  cancelAnimationFrame(request);
  state.playing = false;
  find('play').textContent = 'Play';
}

for (const [number, episode] of episodes.entries())
  find('episode').append(new Option(`${number + 1}: return ${format(episode.return)}`, String(number)));
for (const speed of SPEEDS) find('speed').append(new Option(`${speed}×`, String(speed), speed === 1, speed === 1));
find('play').addEventListener('click', () => (state.playing ? pause() : play()));
find('frame').addEventListener('input', ({ target }) => {
  pause();
  show(Number(target.value));
});
find('episode').addEventListener('change', ({ target }) => choose(Number(target.value)));
find('speed').addEventListener('change', ({ target }) => {
  state.speed = Number(target.value);
  last = undefined;
});
addEventListener('keydown', (event) => {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  if (event.key === ' ') {
    event.preventDefault();
    find('play').click();
  } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
    pause();
    show(state.frame + (event.key === 'ArrowRight' ? 1 : -1));
  }
});
addEventListener('resize', () => {
  drawing?.resize();
  plots.draw(episodes[state.episode]);
  show(state.frame);
});

choose(0);
document.body.dataset.ready = drawing ? 'scene' : 'plots';
/** For scripts that look at the page. */
window.vemPlayer = {
  episodes: episodes.length,
  frames: () => episodes[state.episode].length,
  show,
  choose,
  play,
  pause,
  canvas: drawing?.canvas,
};
if (!matchMedia('(prefers-reduced-motion: reduce)').matches) play();
