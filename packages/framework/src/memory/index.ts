export { formatBytes, memoryLimit } from './memoryErrors.js';
export { machineMemory } from './memoryLimit.js';
