// Writes src/optimiser/kernels.wasm.ts from the kernels' source text. After `npx tsc -b packages/compiler`:
//
//   node packages/compiler/scripts/buildKernels.mjs
import { writeFileSync } from 'node:fs';
import loadWabt from 'wabt';
import { kernelSource } from '../dist/optimiser/kernelSource.js';

const wabt = await loadWabt();
const { buffer } = wabt.parseWat('kernels.wat', kernelSource(), { simd: true }).toBinary({});
const lines = Buffer.from(buffer)
  .toString('base64')
  .match(/.{1,110}/g);
writeFileSync(
  new URL('../src/optimiser/kernels.wasm.ts', import.meta.url),
  `// Made from kernelSource.ts by scripts/buildKernels.mjs.\nexport const kernelBytes =\n${lines.map((line) => `  '${line}'`).join(' +\n')};\n`,
);
