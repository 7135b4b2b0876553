import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandOf, isAlive } from './process-info.ts';

/** Secrets of one data directory; made once, kept over restarts. */
export interface Secrets {
  readonly adminEmail: string;
  readonly adminPassword: string;
  readonly apiKey: string;
  readonly encryptionKey: string;
  /** Of the simulated org's administrator. */
  readonly orgAdminPassword: string;
}

const LOCK = 'lock';

/** Names that only a data directory of ours holds; `--fresh` empties nothing else. */
const OURS = [LOCK, 'secrets.json', 'endpoints.json', 'processes.json', 'postgres', 'simulator'];

export class DataDirProblem extends Error {
  override readonly name = 'DataDirProblem';
}

/**
 * Opens the data directory and locks it for this process. The lock of a process that is gone is taken over.
 *
 * @throws DataDirProblem that says what to do
 */
export function openDataDir(
  path: string,
  options: { readonly fresh: boolean },
): { readonly path: string; unlock(): void } {
  const folder = resolve(path);
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, LOCK);
  const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (holder !== 0 && holder !== process.pid && isRunning(holder)) {
    throw new DataDirProblem(
      `${folder} is in use by a running "npm start" (process ${holder}). Stop it, or choose another folder with --data.`,
    );
  }
  if (options.fresh) {
    const foreign = readdirSync(folder).filter((name) => !OURS.includes(name));
    if (foreign.length > 0) {
      throw new DataDirProblem(
        `--fresh would delete ${folder}, but it holds things that are not ours (${foreign.slice(0, 3).join(', ')}). Choose another folder with --data.`,
      );
    }
    for (const name of OURS) rmSync(join(folder, name), { recursive: true, force: true });
  }
  writeFileSync(lock, String(process.pid));
  return { path: folder, unlock: () => rmSync(lock, { force: true }) };
}

/** True for a live process that is ours: numbers are reused, so its command line must be a start of this project. */
function isRunning(pid: number): boolean {
  return isAlive(pid) && (commandOf(pid)?.includes('apps/demo') ?? true);
}

export function readOrMakeSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secrets: Secrets = {
    adminEmail: 'admin@example.com',
    adminPassword: randomBytes(9).toString('base64url'),
    apiKey: `su_${randomBytes(24).toString('base64url')}`,
    encryptionKey: randomBytes(32).toString('base64'),
    orgAdminPassword: randomBytes(9).toString('base64url'),
  };
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
