export { cliff } from './cliff.js';
export { corridor } from './corridor.js';
export { openGrid } from './openGrid.js';
export { twoRooms } from './twoRooms.js';
export { windyGrid } from './windyGrid.js';
