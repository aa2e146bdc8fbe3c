import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './sources.js';

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type: string };
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
}

const text = (...path: readonly string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const security = text('docs/security.md');
const lockfile = text('pnpm-lock.yaml');
const own = readdirSync(join(ROOT, 'packages'));

/** Of everything that is installed, tools of the tests included. */
const installed: readonly { readonly manifest: Manifest; readonly folder: string }[] = readdirSync(
  join(ROOT, 'node_modules/.pnpm'),
).flatMap((entry) => {
  const modules = join(ROOT, 'node_modules/.pnpm', entry, 'node_modules');
  if (!existsSync(modules)) return [];
  // A folder is named after its package, and holds links to what that needs.
  const name = /^(@[^+]+\+)?[^@]+/.exec(entry)?.[0].replace('+', '/') ?? entry;
  const folder = join(modules, name);
  const path = join(folder, 'package.json');
  return existsSync(path) ? [{ manifest: JSON.parse(readFileSync(path, 'utf8')) as Manifest, folder }] : [];
});

describe('what is installed', () => {
  it('is known', () => expect(installed.length).toBeGreaterThan(100));

  it('runs no script while it is installed', () => {
    const ignored = [
      ...text('pnpm-workspace.yaml')
        .split('ignoredBuiltDependencies:')[1]
        .matchAll(/- "?([^"\n]+)"?/g),
    ];
    const names = ignored.map(([, name]) => name);
    const scripts = ['preinstall', 'install', 'postinstall'];
    const running = installed.filter(
      ({ manifest, folder }) =>
        scripts.some((script) => manifest.scripts?.[script]) || existsSync(join(folder, 'binding.gyp')),
    );
    expect(running.length).toBeGreaterThan(0);
    for (const { manifest } of running) {
      expect(names).toContain(manifest.name);
      expect(security, 'its page on security names it').toContain(`${manifest.name}`);
    }
    expect(text('pnpm-workspace.yaml')).not.toMatch(/onlyBuiltDependencies|dangerouslyAllowAllBuilds/);
  });

  it('may be used by anybody: licences are those that the page on security names', () => {
    const allowed = /^\(?(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BSD)\)?( (AND|OR) .*)?$/;
    const others = installed
      .map(({ manifest: { name = '', license = 'none' } }) => ({
        name,
        license: typeof license === 'string' ? license : license.type,
      }))
      .filter(({ license }) => !allowed.test(license));
    for (const { name, license } of others) expect(security, `${name}: ${license}`).toContain(license);
  });

  it('is pinned, and old lines are named with the versions that they have', () => {
    for (const [name, versions] of Object.entries({
      '@mapbox/node-pre-gyp': ['1.0.9'],
      tar: ['6'],
      glob: ['7'],
      rimraf: ['2', '3'],
      'adm-zip': ['0.5'],
      'node-fetch': ['2'],
      'core-js': ['3.29'],
      'google-protobuf': ['3'],
    })) {
      expect(security).toContain(`\`${name}\``);
      const present = [...lockfile.matchAll(new RegExp(`^  '?${name}@([0-9][^':(]*)'?:$`, 'gm'))].map(
        ([, found]) => found,
      );
      for (const version of versions)
        expect(
          present.some((found) => found.startsWith(`${version}.`) || found === version),
          `${name} ${version}`,
        ).toBe(true);
    }
  });
});

describe('what is packed', () => {
  it.each(own)('%s brings its licence', (name) => {
    const manifest = JSON.parse(text('packages', name, 'package.json')) as Manifest;
    expect(manifest.license).toBe('MIT');
    expect(text('packages', name, 'LICENSE')).toBe(text('LICENSE'));
  });

  it('brings the notice of what was copied into it', () => {
    expect(text('packages/suite/dist/play/player.js')).toMatch(/three\.js authors/i);
  });
});
