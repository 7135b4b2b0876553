import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../steps.ts';
import { apiPage } from './api-page.ts';
import { checksPage } from './checks-page.ts';
import { connectionStatesPage } from './connection-states-page.ts';
import { configPage } from './config-page.ts';
import { databasePage } from './database-page.ts';
import { errorsPage } from './errors-page.ts';
import { readOpenApi } from './open-api.ts';
import { simulatorCoveragePage } from './simulator-coverage.ts';

/** Every generated page: its path in the repository, and its text. */
export async function makePages(): Promise<ReadonlyMap<string, string>> {
  const openApi = await readOpenApi();
  const schemaSql = readFileSync(join(ROOT, 'packages/store/schema.sql'), 'utf8');
  return new Map([
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/config.md', configPage()],
    ['docs/reference/connection-states.md', connectionStatesPage()],
    ['docs/reference/checks.md', checksPage()],
    ['docs/reference/api.md', apiPage(openApi)],
    ['docs/reference/openapi.json', `${JSON.stringify(openApi, null, 2)}\n`],
    ['docs/reference/database.md', databasePage(schemaSql)],
    ['apps/simulator/COVERAGE.md', await simulatorCoveragePage()],
  ]);
}
