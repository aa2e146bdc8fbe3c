export { assessPolicy, loadPolicy, Policy } from './loadPolicy.js';
