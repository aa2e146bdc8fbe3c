export { gru } from './gru.js';
