export { closest, didYouMean } from './suggest.js';
