import cliProgress from 'cli-progress';
import { formatSeconds } from '../report/format.js';
import { oneLine, visible } from '../report/visible.js';
import type { Terminal } from './terminal.js';

/** Shows how far something is: a bar on a terminal, a line now and then elsewhere. */
export interface Progress {
  /** @param done - of the total; @param detail - what else is to be said now */
  update(done: number, detail: string): void;
  /** A line of its own. */
  note(text: string): void;
  stop(): void;
}

/** Where there is no bar: one line per tenth. */
const LINES = 10;

function barProgress(label: string, total: number, begun: number, screen: NodeJS.WriteStream): Progress {
  const format = `${oneLine(label).replaceAll(/[{}]/g, '')} [{bar}] {percentage} % | {detail} | {duration_formatted} elapsed, {eta_formatted} left`;
  const bar = new cliProgress.SingleBar(
    { format, stream: screen, barsize: 24, hideCursor: true, etaBuffer: 50 },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, begun, { detail: 'starting' });
  return {
    update: (done, detail) => bar.update(Math.min(done, total), { detail: oneLine(detail) }),
    note: (text) => {
      // The bar is drawn over; it returns with its next update.
      screen.clearLine(0);
      screen.cursorTo(0);
      screen.write(`${visible(text)}\n`);
    },
    stop: () => bar.stop(),
  };
}

function lineProgress(label: string, total: number, begun: number, write: (text: string) => void): Progress {
  const start = performance.now();
  let shown = Math.floor((LINES * begun) / total);
  return {
    update: (reached, detail) => {
      // The last step of many copies may go beyond the total.
      const done = Math.min(reached, total);
      const tenth = Math.floor((LINES * done) / total);
      if (tenth <= shown) return;
      shown = tenth;
      const left = (((performance.now() - start) / 1000) * (total - done)) / (done - begun);
      const rest = done < total ? ` | about ${formatSeconds(left)} left` : '';
      write(`${label} ${(100 * tenth) / LINES} % | ${detail}${rest}\n`);
    },
    note: (text) => write(`${text}\n`),
    stop: () => {},
  };
}

/** @param begun - how much of the total was done before */
export const progressOn = ({ screen, stderr }: Terminal, label: string, total: number, begun = 0): Progress =>
  screen === undefined ? lineProgress(label, total, begun, stderr) : barProgress(label, total, begun, screen);
