export type { Stream } from './stream.js';
export { Streams } from './streams.js';
