/** Opens the SQLite file that is the whole org. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { registerFunctions } from './functions.ts';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  readonly file: string;
  /** There was no file before. */
  readonly isNew: boolean;
  /** The whole database as a file would hold it. Call it when no transaction is open. */
  content(): Uint8Array;
  /** Another connection, for reading a snapshot while writes go on. The caller closes it. */
  openReader(): DatabaseSync;
  /** Closes, and deletes the file when nobody asked to keep it. */
  close(): void;
}

/**
 * Without a file the org lives in a directory of its own under the temporary directory: a database in memory cannot be
 * read from a second connection while the first one writes.
 *
 * @param initial what a new file begins with, as `content` gave it
 */
export function openDatabase(file: string | undefined, initial?: Uint8Array): OpenedDatabase {
  const temporary = file === undefined ? mkdtempSync(join(tmpdir(), 'salesforce-org-')) : undefined;
  const path = file ?? join(temporary ?? '', 'org.sqlite');
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const isNew = !existsSync(path);
  if (isNew && initial !== undefined) writeFileSync(path, initial);
  const database = new DatabaseSync(path);
  database.exec('pragma journal_mode = wal');
  // A crash of the machine may cost the last changes; a crash of the process costs nothing.
  database.exec(temporary === undefined ? 'pragma synchronous = normal' : 'pragma synchronous = off');
  database.exec(
    'pragma cache_size = -65536; pragma temp_store = memory; pragma busy_timeout = 10000; pragma journal_size_limit = 67108864',
  );
  registerFunctions(database);
  const readers = new Set<DatabaseSync>();
  return {
    database,
    file: path,
    isNew,
    content: () => {
      // The log is folded into the file first, so that one file is all of it.
      database.exec('pragma wal_checkpoint(truncate)');
      return readFileSync(path);
    },
    openReader: () => {
      const reader = new DatabaseSync(path, { readOnly: true });
      registerFunctions(reader);
      readers.add(reader);
      return reader;
    },
    close: () => {
      for (const reader of readers) if (reader.isOpen) reader.close();
      if (database.isOpen) database.close();
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    },
  };
}
