// Before packing: puts a copy of onnxruntime-node without its install script into vendor/, which fetches GPU parts from
// elsewhere and fails where it cannot. Of the platforms only this one, or with VEM_PACK_PLATFORMS=all those that there are.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
const target = fileURLToPath(new URL('../vendor/onnxruntime-node', import.meta.url));
const binaries = 'bin/napi-v6';
const here = join(binaries, process.platform, process.arch);

const { name, version, license, author, repository, description } = JSON.parse(
  readFileSync(join(source, 'package.json'), 'utf8'),
);

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const part of [process.env.VEM_PACK_PLATFORMS === 'all' ? binaries : here, 'README.md'])
  cpSync(join(source, part), join(target, part), { recursive: true });
for (const file of ['binding.js', 'version.js']) cpSync(join(source, 'dist', file), join(target, 'dist', file));
writeFileSync(
  join(target, 'package.json'),
  `${JSON.stringify({ name, version, license, author, repository, description, private: true }, null, 2)}\n`,
);
writeFileSync(join(target, 'LICENSE'), readFileSync(new URL('./onnxruntimeLicense.txt', import.meta.url), 'utf8'));
