// Plots what an episode consists of over time: parts of the observation, actions, rewards.

const HEIGHT = 110;
const MARGIN = 8;
const COLOURS = 8;

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  return Array.from({ length: COLOURS }, (_, i) => style.getPropertyValue(`--series-${i}`).trim() || '#2563eb');
};

/** The plots of a recording: for each a title and how its curves are read from an episode. */
function descriptions({ parts, actions }) {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  let first = 0;
  const ofParts = parts.map((part) => {
    const offset = first;
    first += part.size;
    return { ...part, at: (episode, i, t) => episode.observation[t * size + offset + i] };
  });
  return [
    ...ofParts,
    { ...actions, at: (episode, i, t) => episode.action[t * actions.size + i] },
    { name: 'reward', size: 1, of: 1, at: (episode, _, t) => episode.reward[t] },
  ];
}

/** @param seek - called with a frame when somebody points at it */
export function plotsOf(recording, element, seek) {
  const plots = descriptions(recording).map((plot) => {
    const figure = document.createElement('figure');
    const title = document.createElement('figcaption');
    title.textContent = plot.size < plot.of ? `${plot.name} (first ${plot.size} of ${plot.of})` : plot.name;
    const canvas = document.createElement('canvas');
    figure.append(title, canvas);
    element.append(figure);
    return { ...plot, canvas, background: document.createElement('canvas'), length: 1 };
  });

  const x = (plot, t) => MARGIN + ((plot.canvas.clientWidth - 2 * MARGIN) * t) / Math.max(1, plot.length - 1);
  for (const plot of plots) {
    const point = ({ offsetX, buttons, type }) => {
      if (type === 'pointermove' && buttons === 0) return;
      const share = (offsetX - MARGIN) / (plot.canvas.clientWidth - 2 * MARGIN);
      seek(share * (plot.length - 1));
    };
    plot.canvas.addEventListener('pointerdown', point);
    plot.canvas.addEventListener('pointermove', point);
  }

  function drawOne(plot, episode) {
    const { canvas, background } = plot;
    const scale = Math.min(2, devicePixelRatio);
    const width = canvas.clientWidth;
    for (const each of [canvas, background]) {
      each.width = width * scale;
      each.height = HEIGHT * scale;
    }
    plot.length = episode.length;
    const context = background.getContext('2d');
    context.scale(scale, scale);
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < plot.size; i++)
      for (let t = 0; t < episode.length; t++) {
        const value = plot.at(episode, i, t);
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    if (high - low < 1e-9) [low, high] = [low - 1, high + 1];
    const y = (value) => HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (value - low)) / (high - low);
    const palette = colours();
    const quiet = getComputedStyle(canvas).color;
    context.fillStyle = quiet;
    context.strokeStyle = quiet;
    context.font = '11px system-ui, sans-serif';
    context.fillText(high.toPrecision(3), MARGIN, MARGIN + 4);
    context.fillText(low.toPrecision(3), MARGIN, HEIGHT - 2);
    if (low < 0 && high > 0) {
      context.globalAlpha = 0.3;
      context.beginPath();
      context.moveTo(MARGIN, y(0));
      context.lineTo(width - MARGIN, y(0));
      context.stroke();
      context.globalAlpha = 1;
    }
    context.lineWidth = 1.4;
    for (let i = 0; i < plot.size; i++) {
      context.strokeStyle = palette[i];
      context.beginPath();
      for (let t = 0; t < episode.length; t++) context.lineTo(x(plot, t), y(plot.at(episode, i, t)));
      context.stroke();
    }
  }

  return {
    draw(episode) {
      for (const plot of plots) drawOne(plot, episode);
    },
    cursor(_episode, frame) {
      for (const plot of plots) {
        const { canvas, background } = plot;
        const context = canvas.getContext('2d');
        const scale = Math.min(2, devicePixelRatio);
        context.clearRect(0, 0, canvas.width, canvas.height);
        context.drawImage(background, 0, 0);
        context.strokeStyle = getComputedStyle(canvas).color;
        context.beginPath();
        context.moveTo(x(plot, frame) * scale, 0);
        context.lineTo(x(plot, frame) * scale, canvas.height);
        context.stroke();
      }
    },
  };
}
