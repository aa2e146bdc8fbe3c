export { actionValues } from './actionValues.js';
export { qAndV } from './qAndV.js';
export { singleQ } from './singleQ.js';
export { stateValue } from './stateValue.js';
export { sweptTable } from './sweptTable.js';
export { table } from './table.js';
export { twinQ } from './twinQ.js';
