export { cliff } from './cliff.js';
export { corridor } from './corridor.js';
export { corridorTasks } from './corridorTasks.js';
export { openGrid } from './openGrid.js';
export { twoRooms } from './twoRooms.js';
export { twoRoomTasks } from './twoRoomTasks.js';
export { windyGrid } from './windyGrid.js';
