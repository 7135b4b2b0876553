export { renderSchema } from './render-schema.ts';
export {
  cloneMigrated,
  createTestDatabase,
  type TestDatabase,
  withTestDatabase,
} from './with-test-database.ts';
export { connectWorkspace } from './sample-workspace.ts';
