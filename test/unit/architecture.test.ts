import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  allSources,
  importsOf,
  LAYERS,
  PACKAGES,
  packageJson,
  packageOf,
  productSources,
  ROOT,
  type SourceFile,
} from './sources.js';
import { withoutComments } from './withoutComments.js';

/** One line per offence, so that a failure names file and finding. */
const findings = (files: readonly SourceFile[], find: (file: SourceFile) => readonly string[]): string[] =>
  files.flatMap((file) => find(file).map((what) => `${file.path}: ${what}`));

describe('the reader of sources', () => {
  it('removes comments only', () => {
    expect(withoutComments('a // b\nc /* d */ e')).toBe('a \nc   e');
    expect(withoutComments(`'//' "/*" \`/* \${'//' + {}} */\` // x`)).toBe(`'//' "/*" \`/* \${'//' + {}} */\` `);
    expect(withoutComments(`x = /[/"']/g; y = a / b / c; // z`)).toBe(`x = /[/"']/g; y = a / b / c; `);
  });

  it('finds imports, not text that looks like one', () => {
    const code = `import a, {\n  b } from 'x';\nimport 'y';\nexport * from "z";\nconst c = await import('w');\nconst d = \`from 'v' (import "u")\`;\nlog('from', e);`;
    expect(importsOf({ code })).toEqual(['x', 'y', 'z', 'w']);
  });

  it('finds the sources of all packages', () => {
    expect(productSources.length).toBeGreaterThan(100);
    for (const name of PACKAGES)
      expect(productSources.filter((file) => file.package === name).length, name).toBeGreaterThan(0);
  });
});

describe('dependencies', () => {
  const level = (name: string) => LAYERS.findIndex((row) => row.includes(name));

  it('point downwards: compiler ← framework ← { priors, posteriors, likelihoods, models, values, training, envs } ← presets ← suite', () => {
    const wrong = findings(allSources, (file) =>
      importsOf(file).filter((specifier) => {
        const [, name] = /^@vem\/([^/]+)/.exec(specifier) ?? [];
        return name !== undefined && name !== file.package && !(level(name) >= 0 && level(name) < level(file.package));
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('go through the public entries of packages', () => {
    const wrong = findings(allSources, (file) =>
      importsOf(file).filter((specifier) => {
        const [, name, entry] = /^@vem\/([^/]+)(\/.*)?$/.exec(specifier) ?? [];
        return name !== undefined && !(`.${entry ?? ''}` in packageJson(name).exports);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('do not leave the package by a relative path', () => {
    const wrong = findings(allSources, (file) =>
      importsOf(file).filter(
        (specifier) =>
          specifier.startsWith('.') &&
          !normalize(join(dirname(file.path), specifier)).startsWith(`packages/${file.package}/src/`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('are declared by the package that uses them', () => {
    const shared = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies);
    const wrong = findings(allSources, (file) => {
      const own = packageJson(file.package);
      const declared = [
        own.name,
        ...Object.keys({ ...own.dependencies, ...own.optionalDependencies, ...own.peerDependencies }),
      ];
      const mayTest = file.isTest || file.path.includes('/src/testing/');
      const usable = new Set(mayTest ? [...declared, ...Object.keys(own.devDependencies ?? {}), ...shared] : declared);
      return importsOf(file).filter(
        (specifier) => !specifier.startsWith('.') && !isBuiltin(specifier) && !usable.has(packageOf(specifier)),
      );
    });
    expect(wrong).toEqual([]);
  });

  it('run one way between the folders of the framework, types included', () => {
    const folderOf = (path: string) => /^packages\/framework\/src\/([^/]+)\//.exec(path)?.[1];
    const uses = new Map<string, Set<string>>();
    for (const file of productSources) {
      const folder = folderOf(file.path);
      if (!folder) continue;
      const used = uses.get(folder) ?? uses.set(folder, new Set()).get(folder)!;
      for (const specifier of importsOf(file)) {
        const other = folderOf(normalize(join(dirname(file.path), specifier)));
        if (specifier.startsWith('.') && other && other !== folder) used.add(other);
      }
    }
    expect(uses.size).toBeGreaterThan(10);
    const onTheWay = new Set<string>();
    const done = new Set<string>();
    const circle = (folder: string): string | undefined => {
      if (done.has(folder)) return undefined;
      if (onTheWay.has(folder)) return folder;
      onTheWay.add(folder);
      for (const other of uses.get(folder) ?? []) {
        const found = circle(other);
        if (found) return `${folder} → ${found}`;
      }
      onTheWay.delete(folder);
      done.add(folder);
      return undefined;
    };
    expect([...uses.keys()].flatMap((folder) => circle(folder) ?? [])).toEqual([]);
  });

  it('make no circle of files, types included', () => {
    // The command line loads its commands when they are called.
    const scanned = productSources.filter((file) => file.package !== 'suite');
    const byPath = new Map(scanned.map((file) => [file.path, file]));
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
        return;
      }
      state.set(path, 'open');
      for (const specifier of importsOf(byPath.get(path)!)) {
        const target = normalize(join(dirname(path), specifier)).replace(/\.js$/, '.ts');
        if (specifier.startsWith('.') && byPath.has(target)) visit(target, [...trail, path]);
      }
      state.set(path, 'done');
    };
    for (const path of byPath.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('keep the container in the composition root', () => {
    const wrong = findings(allSources, (file) =>
      file.path.startsWith('packages/framework/src/composition/')
        ? []
        : importsOf(file).filter((name) => /^(inversify|reflect-metadata)\b/.test(name)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('determinism', () => {
  /** Where reading a clock is the purpose; no number that it gives may reach what is learned. */
  const CLOCKS: readonly { readonly path: string; readonly reason: string }[] = [
    { path: 'packages/suite/src/', reason: 'reports wall time and progress beside results, in fields of their own' },
    { path: 'packages/compiler/src/bench/', reason: 'measures the speed of this machine' },
    {
      path: 'packages/compiler/src/runtime/threads/partsRun.ts',
      reason: 'decides which thread computes something, not what is computed',
    },
  ];

  /** Who needs numbers that nobody can guess, which a seeded stream does not give. */
  const SECRETS = ['packages/suite/src/serve/reportServer.ts'];

  it('has one source of randomness: the streams', () => {
    expect(
      findings(
        productSources.filter(({ path }) => !SECRETS.includes(path)),
        ({ code }) => code.match(/\bMath\s*\.\s*random\b|\bgetRandomValues\b|\brandomBytes\b/g) ?? [],
      ),
    ).toEqual([]);
  });

  it('names the streams of a run in one file', () => {
    const framework = productSources.filter((file) => file.package === 'framework');
    expect(framework.filter(({ code }) => /\bstreamNames\./.test(code)).length).toBeGreaterThan(5);
    expect(findings(framework, ({ code }) => code.match(/\.(?:stream|fresh)\(\s*['"`]/g) ?? [])).toEqual([]);
  });

  it('reads no clock but to measure', () => {
    const clock = /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bhrtime\b/g;
    const watched = productSources.filter(({ path }) => !CLOCKS.some((allowed) => path.startsWith(allowed.path)));
    expect(findings(watched, ({ code }) => code.match(clock) ?? [])).toEqual([]);
  });
});

describe('size', () => {
  it('shows the loop on one page', () => {
    const loop = productSources.find(({ path }) => path === 'packages/framework/src/loop/iteration.ts');
    expect(loop?.lines).toBeLessThanOrEqual(80);
  });

  it('shows each preset on one page', () => {
    const presets = productSources.filter((file) => file.package === 'presets' && !file.path.endsWith('/index.ts'));
    expect(findings(presets, ({ lines }) => (lines > 80 ? [`${lines} lines`] : []))).toEqual([]);
  });

  it('keeps one idea per file', () => {
    expect(findings(productSources, ({ lines }) => (lines > 400 ? [`${lines} lines`] : []))).toEqual([]);
    const sorted = productSources.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(150);
  });
});

describe('the framework', () => {
  const ALGORITHMS =
    'sac sql mpo vmpo ppo trpo npg ddpg td3 a2c a3c awr awac reps rerpi distral iadp hdp iapo erpg virel smcp mve steve dqn acer pcl';

  /** Parts of an identifier or of text, and up to three neighbours joined: `vMpoLoss` → v, mpo, loss, vmpo, mpoloss, … */
  const wordsOf = (token: string): string[] => {
    const parts = token.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
    return parts.flatMap((_, at) =>
      [1, 2, 3].map((count) =>
        parts
          .slice(at, at + count)
          .join('')
          .toLowerCase(),
      ),
    );
  };

  it('does not know any algorithm by name', () => {
    const presets = productSources
      .filter((file) => file.package === 'presets' && /\bdefinePreset\s*\(/.test(file.code))
      .map(({ path }) => path.replace(/^.*\//, '').replace(/\.ts$/, '').toLowerCase());
    const names = new Set([...ALGORITHMS.split(' '), ...presets]);
    const wrong = findings(
      productSources.filter((file) => file.package === 'framework'),
      ({ code }) =>
        [...new Set(code.match(/[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*/g))].filter((token) =>
          wordsOf(token).some((word) => names.has(word)),
        ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('errors', () => {
  const document = join(ROOT, 'docs', 'errors.md');
  const codes = new Set(
    productSources.flatMap(({ code }) => [...code.matchAll(/['"`](VEM_[A-Z0-9_]+)['"`]/g)].map((match) => match[1])),
  );

  it('are made in error files only', () => {
    const elsewhere = productSources.filter(({ path }) => !/(?:^|\/)(?:errors|[a-z][A-Za-z]*Errors)\.ts$/.test(path));
    expect(findings(elsewhere, ({ code }) => code.match(/\bnew VemError\b/g) ?? [])).toEqual([]);
  });

  it('have an entry in docs/errors.md for each code, and no code there is out of use', () => {
    const text = existsSync(document) ? readFileSync(document, 'utf8') : '';
    const documented = [...text.matchAll(/^## (VEM_[A-Z0-9_]+)\s*$/gm)].map((match) => match[1]);
    expect(new Set(documented).size, 'each code is explained once').toBe(documented.length);
    expect([...codes].filter((code) => !documented.includes(code)).sort(), 'codes without an entry').toEqual([]);
    expect(documented.filter((code) => !codes.has(code)).sort(), 'entries without a code').toEqual([]);
  });
});
