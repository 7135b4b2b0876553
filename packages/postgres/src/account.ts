import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The system account that runs PostgreSQL; PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** The account to drop to when we are root: `postgres` where it exists, else `nobody`. Undefined when not root. */
export function accountToDropTo(): Account | undefined {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const id = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const group = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (id.status === 0 && group.status === 0) {
      return { uid: Number(id.stdout), gid: Number(group.stdout), name };
    }
  }
  throw new Error(
    'PostgreSQL does not run as root and there is no "nobody" account. Start as another user, or set DATABASE_URL.',
  );
}

/** True when every folder above `path`, and `path` itself if it exists, lets other accounts pass. */
export function canBePassedByOthers(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      if ((statSync(folder).mode & 0o001) === 0) return false;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    if (folder === dirname(folder)) return true;
  }
}
