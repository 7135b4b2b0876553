export {
  ACME_KEY,
  createMemoryWorld,
  GLOBEX_KEY,
  INSTALLATION_KEY,
  type MemoryWorld,
  PEOPLE,
  PERSON,
} from './memory-services.ts';
export { sampleObject } from './samples.ts';
export { startTestApi, type TestApi } from './start-test-api.ts';
