// Speaks the bridge's protocol in Python's place, without Gymnasium. What it does follows from `make`:
//
//   size, dimension or choices   spaces
//   length, limit                steps until an episode terminates, or is truncated
//   fault, at                    what goes wrong, and in which request: 'open', 'reset', or the number of the step
//
// Copy n is in state [seed of the last reset, steps of the episode, n, last action, 0, 0, …]; its reward is the steps.
import { spawn } from 'node:child_process';
import { readSync, writeSync } from 'node:fs';

const [OPEN, RESET, STEP] = [1, 2, 3];

function read(length) {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(0, bytes, filled, length - filled, null);
    if (count === 0) process.exit(0);
    filled += count;
  }
  return bytes;
}

function write(bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

function frame(status, content, length = content.length) {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(status, 0);
  header.writeUInt32LE(length, 4);
  return Buffer.concat([header, content]);
}

const json = (status, value) => frame(status, Buffer.from(JSON.stringify(value)));

let make = {};
let count = 1;
let steps = 0;
let copies = [];

const observation = (copy) => {
  const row = new Float32Array(make.size ?? 4);
  row.set([copy.seed, copy.time, copy.index, copy.action].slice(0, row.length));
  return Buffer.from(row.buffer);
};

/** Does what `fault` says, and tells whether that was all. */
function misbehave(moment) {
  if (make.fault === undefined || make.at !== moment) return false;
  const { fault } = make;
  if (fault === 'exit') {
    process.stderr.write('first line\nout of luck\n');
    process.exit(7);
  }
  if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
  if (fault === 'orphan') {
    // It holds this process's end of the answers, and outlives it.
    spawn(process.execPath, ['-e', 'setTimeout(() => {}, 8000)'], { stdio: ['ignore', 1, 'ignore'], detached: true });
    if (make.half) write(frame(0, Buffer.alloc(4), 400));
    process.kill(process.pid, 'SIGKILL');
  }
  if (fault === 'hang') {
    process.stderr.write('going round in circles\n');
    process.on('SIGUSR2', () => {});
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  if (fault === 'close') {
    process.stderr.write('half an answer\n');
    write(frame(0, Buffer.alloc(4), 400));
    process.exit(0);
  }
  if (fault === 'huge') write(frame(0, Buffer.alloc(0), 2 ** 31));
  if (fault === 'status') write(frame(17, Buffer.alloc(0)));
  if (fault === 'short') write(frame(0, Buffer.alloc(16)));
  if (fault === 'text') write(frame(0, Buffer.from('no JSON')));
  if (fault === 'two') write(Buffer.concat([frame(0, Buffer.alloc(16)), frame(0, Buffer.alloc(16))]));
  if (fault === 'refuse') write(json(1, make.refusal));
  return true;
}

function open(content) {
  ({ make, count } = JSON.parse(content));
  if (misbehave('open')) return;
  const action =
    make.choices === undefined
      ? {
          kind: 'box',
          low: make.low ?? Array(make.dimension ?? 1).fill(-2),
          high: make.high ?? Array(make.dimension ?? 1).fill(2),
        }
      : { kind: 'finite', count: make.choices };
  write(
    json(0, {
      observation: [
        ['state', (make.size ?? 4) - 1],
        ['last', 1],
      ],
      action,
      timeLimit: make.limit ?? null,
      threshold: make.threshold ?? null,
      gymnasium: '0.0.0',
      ...make.description,
    }),
  );
}

function reset(content) {
  if (misbehave('reset')) return;
  copies = Array.from({ length: count }, (_, index) => ({
    index,
    seed: content.readUInt32LE(4 * index) % 1000,
    time: 0,
    action: 0,
  }));
  write(frame(0, Buffer.concat(copies.map(observation))));
}

function step(content) {
  steps += 1;
  if (misbehave(steps)) return;
  const width = content.length / count;
  const rewards = Buffer.alloc(8 * count);
  const flags = Buffer.alloc(8 * Math.ceil((2 * count) / 8));
  const next = [];
  const first = [];
  for (const copy of copies) {
    const at = copy.index * width;
    copy.action = make.choices === undefined ? content.readFloatLE(at + width - 4) : content.readInt32LE(at);
    copy.time += 1;
    rewards.writeDoubleLE(copy.time, 8 * copy.index);
    const terminated = copy.time === make.length;
    const truncated = !terminated && copy.time === make.limit;
    flags[copy.index] = Number(terminated);
    flags[count + copy.index] = Number(truncated);
    next.push(observation(copy));
    if (!terminated && !truncated) continue;
    Object.assign(copy, { time: 0, action: 0, seed: copy.seed + 1 });
    first.push(observation(copy));
  }
  write(frame(0, Buffer.concat([rewards, flags, ...next, ...first])));
}

while (true) {
  const header = read(8);
  const content = read(header.readUInt32LE(4));
  const kind = header.readUInt32LE(0);
  if (kind === OPEN) open(content);
  else if (kind === RESET) reset(content);
  else if (kind === STEP) step(content);
}
