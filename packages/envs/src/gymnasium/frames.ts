/** What the bridge asks of the child, and what the child says to it; the child's side is `python/gymnasium_child.py`. */
export const REQUEST = { open: 1, reset: 2, step: 3 } as const;
export const STATUS = { done: 0, failed: 1 } as const;

/** Two unsigned 32-bit words, little-endian: kind or status, and the length of the rest in bytes. */
export const HEADER_BYTES = 8;
/** No answer is this long; a length beyond it is not the header of a frame. */
export const LONGEST_FRAME = 2 ** 30;

const DOUBLE = 8;
const SINGLE = 4;

/** Where things are in the answer to a step, in bytes from the start of its frame. */
export interface AnswerLayout {
  readonly reward: number;
  readonly terminated: number;
  readonly truncated: number;
  /** [N, O], what the step led to. */
  readonly next: number;
  /** [k, O], first observations of the k copies that began a new episode, in their order. */
  readonly first: number;
  /** Length with k = N. */
  readonly capacity: number;
}

/** @param count - copies; @param size - entries of an observation */
export function answerLayout(count: number, size: number): AnswerLayout {
  const reward = HEADER_BYTES;
  const terminated = reward + DOUBLE * count;
  const truncated = terminated + count;
  const next = DOUBLE * Math.ceil((truncated + count) / DOUBLE);
  const first = next + SINGLE * count * size;
  return { reward, terminated, truncated, next, first, capacity: first + SINGLE * count * size };
}

/** A frame whose rest is to be written into `content`. */
export interface Request {
  readonly bytes: Uint8Array;
  /** The rest: the bytes after the header. */
  readonly content: DataView;
}

export function request(kind: number, length: number): Request {
  const bytes = new Uint8Array(HEADER_BYTES + length);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, kind, true);
  header.setUint32(SINGLE, length, true);
  return { bytes, content: new DataView(bytes.buffer, HEADER_BYTES) };
}

/** A request whose rest is JSON. */
export function jsonRequest(kind: number, value: unknown): Request {
  const text = new TextEncoder().encode(JSON.stringify(value));
  const frame = request(kind, text.length);
  frame.bytes.set(text, HEADER_BYTES);
  return frame;
}
