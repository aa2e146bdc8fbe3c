export { type Entry, entriesOf } from './entries.js';
