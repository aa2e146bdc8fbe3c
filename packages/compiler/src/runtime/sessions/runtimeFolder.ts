import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `onnxruntime-node` if it is installed, else the copy of it in this package. That package fetches GPU parts of several
 * hundred megabytes from elsewhere when it is installed, and cannot be installed where that fails; the copy, which
 * packing makes (scripts/vendorRuntime.mjs), is the same without the script.
 */
export function runtimeFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  } catch {
    return fileURLToPath(new URL('../../../vendor/onnxruntime-node', import.meta.url));
  }
}
