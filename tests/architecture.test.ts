import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Who may import whom. ARCHITECTURE.md prints this table; change both together. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/contract': [],
  'packages/engine': ['contract'],
  'packages/salesforce': ['contract', 'engine'],
  'packages/store': ['contract', 'engine'],
  'packages/api': ['contract', 'engine'],
  'packages/sdk': ['contract'],
  'packages/postgres': [],
  'apps/server': ['contract', 'engine', 'salesforce', 'store', 'api'],
  'apps/console': ['contract', 'sdk'],
  'apps/cli': ['contract', 'sdk'],
  'apps/simulator': [],
  'apps/demo': ['postgres', 'sdk'],
};

/** Folders whose code runs anywhere, a browser included: no `node:` modules. */
const WITHOUT_NODE = ['packages/contract', 'packages/engine', 'packages/sdk', 'apps/console'];

/** The only folder that speaks to PostgreSQL itself; the job queue does so inside its library. */
const WITH_DATABASE_DRIVER = ['packages/store'];

/** What tests may use besides: they stand the pieces up against each other. */
const TESTS_MAY_IMPORT = ['simulator', 'postgres', 'store', 'api', 'salesforce', 'engine', 'contract', 'sdk'];

const IMPORT = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;
const LINES_ALLOWED = 500;

/** Files that may be longer, each with its reason. */
const LONGER: Readonly<Record<string, string>> = {};

interface SourceFile {
  readonly path: string;
  readonly isTest: boolean;
  readonly imports: readonly string[];
  readonly lines: number;
}

function sourcesOf(folder: string): SourceFile[] {
  return globSync(`${folder}/{src,testing,examples}/**/*.{ts,tsx}`, { cwd: ROOT }).map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return {
      path,
      isTest: /\.test\.tsx?$/.test(path) || path.includes('/testing/'),
      imports: [...text.matchAll(IMPORT)].map((match) => match[1] ?? ''),
      lines: text.split('\n').length,
    };
  });
}

function ourPackage(specifier: string): string | undefined {
  return specifier.match(/^@sync-user\/([^/]+)/)?.[1];
}

describe('who may import whom', () => {
  let importsSeen = 0;

  test('every workspace folder is in the table, and nothing else is', () => {
    const folders = globSync('{packages,apps}/*/package.json', { cwd: ROOT }).map((path) => dirname(path));
    assert.deepEqual(folders.sort(), Object.keys(MAY_IMPORT).sort());
  });

  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    test(`${folder} imports only ${allowed.join(', ') || 'the outside world'}`, () => {
      const wrong: string[] = [];
      const self = folder.split('/')[1] ?? '';
      const files = sourcesOf(folder);
      assert.notEqual(files.length, 0, `${folder} has no source files: the table or the folder is wrong`);
      for (const file of files) {
        for (const specifier of file.imports) {
          importsSeen += 1;
          const ours = ourPackage(specifier);
          const may = file.isTest ? [...allowed, ...TESTS_MAY_IMPORT] : allowed;
          if (ours !== undefined && ours !== self && !may.includes(ours))
            wrong.push(`${file.path} imports ${specifier}`);
          if (!file.isTest && specifier.endsWith('/testing'))
            wrong.push(`${file.path} imports test support ${specifier}`);
          if (!file.isTest && WITHOUT_NODE.includes(folder) && specifier.startsWith('node:'))
            wrong.push(`${file.path} imports ${specifier}`);
          if (!file.isTest && !WITH_DATABASE_DRIVER.includes(folder) && /^pg($|-(?!boss$))/.test(specifier))
            wrong.push(`${file.path} imports ${specifier}`);
          if (specifier.startsWith('.') && /(^|\/)(packages|apps)\//.test(specifier))
            wrong.push(`${file.path} reaches into ${specifier}`);
        }
      }
      assert.deepEqual(wrong, []);
    });

    test(`${folder} declares exactly what it imports of ours`, () => {
      const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
        dependencies?: Record<string, string>;
        devDependencies?: Record<string, string>;
      };
      const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap(
        (name) => ourPackage(name) ?? [],
      );
      assert.deepEqual(
        declared.filter((name) => !allowed.includes(name)),
        [],
      );
    });
  }

  test('the walk saw real imports', () => {
    assert.ok(
      importsSeen > 500,
      `only ${importsSeen} imports were seen: the pattern or the folders are wrong`,
    );
  });

  test('a planted violation would be seen', () => {
    const planted = "import { openOrg } from '@sync-user/simulator';";
    assert.deepEqual(
      [...planted.matchAll(IMPORT)].map((match) => ourPackage(match[1] ?? '')),
      ['simulator'],
    );
  });

  test('ARCHITECTURE.md prints this very table', () => {
    const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
      const row = `| ${folder} | ${allowed.join(', ') || '–'} |`;
      assert.ok(page.includes(row), `ARCHITECTURE.md lacks the row: ${row}`);
    }
  });
});

describe('inside the simulator', () => {
  /** The org itself, whoever asks. */
  const ORG = ['org', 'soql', 'formula', 'currency', 'standard', 'describe'];
  /** Ways in. */
  const DOORS = ['http', 'oauth', 'rest', 'bulk', 'soap', 'control', 'limits', 'seed'];

  test('the org knows none of the doors that lead to it', () => {
    const src = join(ROOT, 'apps/simulator/src');
    const files = sourcesOf('apps/simulator').filter(
      (file) => !file.isTest && ORG.some((folder) => file.path.startsWith(`apps/simulator/src/${folder}/`)),
    );
    assert.ok(files.length > 100, `only ${files.length} files were seen`);
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative(src, join(ROOT, dirname(file.path), specifier)))
        .filter((target) => DOORS.includes(target.split('/')[0] ?? ''))
        .map((target) => `${file.path} imports ${target}`),
    );
    assert.deepEqual(wrong, []);
  });
});

describe('file length', () => {
  test(`no file is longer than ${LINES_ALLOWED} lines without a reason`, () => {
    const files = [...Object.keys(MAY_IMPORT).flatMap(sourcesOf), ...scripts()];
    assert.ok(files.length > 100, `only ${files.length} files were measured`);
    const long = files.filter((file) => file.lines > LINES_ALLOWED && LONGER[file.path] === undefined);
    assert.deepEqual(
      long.map((file) => `${file.path}: ${file.lines}`),
      [],
    );
  });

  test('no reason stands for a file that is short again', () => {
    const files = Object.keys(MAY_IMPORT).flatMap(sourcesOf);
    assert.deepEqual(
      Object.keys(LONGER).filter(
        (path) => (files.find((file) => file.path === path)?.lines ?? 0) <= LINES_ALLOWED,
      ),
      [],
    );
  });
});

function scripts(): SourceFile[] {
  return globSync('{scripts,tests}/**/*.{ts,mjs}', { cwd: ROOT }).map((path) => ({
    path,
    isTest: path.endsWith('.test.ts'),
    imports: [],
    lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length,
  }));
}
