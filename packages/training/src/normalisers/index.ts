export { runningStatistics } from './runningStatistics.js';
