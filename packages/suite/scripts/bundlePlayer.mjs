// Build step: bundles the script of the page that `vem play` writes, three.js included, into one file.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

await build({
  entryPoints: [path('../page/player.js')],
  outfile: path('../dist/play/player.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  // A closing tag in a string would end the script element that the file goes into.
  supported: { 'inline-script': false },
  legalComments: 'inline',
});
