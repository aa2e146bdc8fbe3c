// Build step: each package of the workspace in few files. A command starts by loading a thousand modules otherwise, and that
// takes longer than many a command does. The modules of other packages stay imports, so that each is there once, whoever
// imports it; what the container consists of comes along.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));
const BUNDLED = 'dist/bundled';
/** Packages of others of more than a hundred small modules that one of ours alone uses. */
const WITHIN = ['inversify', '@inversifyjs/', 'reflect-metadata'];

/** Where a module that looks for files beside itself stood before: bundles are one folder below `dist`. */
const places = (dist) => ({
  name: 'places',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (relative(dist, path).startsWith('..') || !text.includes('import.meta.url')) return undefined;
      const own = `new URL(${JSON.stringify(`../${relative(dist, path).replaceAll('\\', '/')}`)}, import.meta.url).href`;
      return { contents: text.replaceAll('import.meta.url', own), loader: 'js', resolveDir: dirname(path) };
    }),
});

const imports = {
  name: 'imports',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || WITHIN.some((name) => path.startsWith(name)) ? undefined : { path, external: true },
    ),
};

for (const name of readdirSync(PACKAGES)) {
  const folder = join(PACKAGES, name);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  // From `./dist/bundled/testing.js` to `dist/testing/index.js`, as `tsc` leaves it.
  const entries = Object.values(exports).flatMap(({ 'vem-source': source, default: file }) =>
    file?.startsWith(`./${BUNDLED}/`)
      ? [
          {
            in: join(folder, source.replace(/^\.\/src/, 'dist').replace(/\.ts$/, '.js')),
            out: file.slice(BUNDLED.length + 3, -3),
          },
        ]
      : [],
  );
  const outdir = join(folder, BUNDLED);
  rmSync(outdir, { recursive: true, force: true });
  if (entries.length === 0) continue;
  await build({
    entryPoints: entries,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    legalComments: 'inline',
    logLevel: 'warning',
    plugins: [places(join(folder, 'dist')), imports],
  });
}
