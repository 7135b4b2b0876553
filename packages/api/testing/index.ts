export {
  ACME_KEY,
  createMemoryWorld,
  INSTALLATION_KEY,
  type MemoryWorld,
  PERSON,
} from './memory-services.ts';
export { sampleObject } from './samples.ts';
export { startTestApi, type TestApi } from './start-test-api.ts';
