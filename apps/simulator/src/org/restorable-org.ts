/** An org that can go back to how it was when its start was kept, faster than a seed could make it again. */
import { constants, copyFileSync, existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { openOrg } from './open-org.ts';
import type { CommitListener, Org, OrgClock } from './types.ts';

export interface RestorableOrg {
  /** Always the org as it is now, also after a restore. */
  readonly org: Org;
  /** Remembers the org as it is. Call it when nothing else is going on. */
  readonly keepStart: () => void;
  /** Brings back what was kept; held transactions and open reads are gone. False when nothing was kept. */
  readonly restoreStart: () => boolean;
}

export function openRestorableOrg(file: string, clock: OrgClock): RestorableOrg {
  let current = openOrg({ file, clock });
  const start = `${file}.start`;
  const listeners: CommitListener[] = [];
  const listen = (listener: CommitListener): void => {
    listeners.push(listener);
    current.onCommit(listener);
  };
  const providers = new Map<string, Parameters<Org['provideRows']>[1]>();
  const provide: Org['provideRows'] = (objectName, rows) => {
    providers.set(objectName, rows);
    current.provideRows(objectName, rows);
  };
  const org = new Proxy({} as Org, {
    get(_, name) {
      if (name === 'onCommit') return listen;
      if (name === 'provideRows') return provide;
      const value: unknown = Reflect.get(current, name, current);
      return typeof value === 'function' ? value.bind(current) : value;
    },
  });
  return {
    org,
    keepStart: () => {
      // The log is folded into the file first, so that one file is the whole org.
      const database = new DatabaseSync(file);
      database.exec('pragma wal_checkpoint(truncate)');
      database.close();
      copyFileSync(file, start, constants.COPYFILE_FICLONE);
    },
    restoreStart: () => {
      if (!existsSync(start)) return false;
      current.close();
      for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
      copyFileSync(start, file, constants.COPYFILE_FICLONE);
      current = openOrg({ file, clock });
      for (const listener of listeners) current.onCommit(listener);
      for (const [objectName, rows] of providers) current.provideRows(objectName, rows);
      return true;
    },
  };
}
