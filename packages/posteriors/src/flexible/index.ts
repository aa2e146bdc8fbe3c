export { gaussianMixture } from './gaussianMixture.js';
