import { writeFile } from 'node:fs/promises';
import { createWorkspace } from '../src/workspace/create-workspace.ts';
import { openDatabase } from '../src/database/database.ts';
import { renderSchema } from './render-schema.ts';
import { withTestDatabase } from './with-test-database.ts';

/** Writes `schema.sql` anew after a migration was added. Needs TEST_DATABASE_URL. */
await withTestDatabase(async ({ pool }) => {
  await createWorkspace(openDatabase(pool), { slug: 'acme', name: 'Acme', pollIntervalSeconds: 60 });
  await writeFile(
    new URL('../schema.sql', import.meta.url),
    await renderSchema(pool, ['sync_user', 'crm_acme']),
  );
});
