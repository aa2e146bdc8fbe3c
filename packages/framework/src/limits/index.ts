export { formatBytes, memoryLimit } from './memoryErrors.js';
export { machineMemory, requireRoom, withRoom } from './memoryLimit.js';
export { orderedRange } from './orderedRange.js';
