/** Clients that nobody here wrote, as `npm run test:outside` installed them. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDER = process.env['OUTSIDE_CLIENTS'] ?? '';

/** Why this client's tests cannot run; false when they can. */
export function withoutClient(name: string): string | false {
  if (FOLDER === '') return 'outside clients are installed by `npm run test:outside` only';
  return existsSync(join(FOLDER, 'node_modules', name, 'package.json'))
    ? false
    : `${name} could not be installed in ${FOLDER}`;
}

/** The installed package. */
// oxlint-disable-next-line typescript/no-explicit-any -- the clients bring types of their own, which we do not install
export function loadClient(name: string): any {
  return createRequire(join(FOLDER, 'package.json'))(name);
}
