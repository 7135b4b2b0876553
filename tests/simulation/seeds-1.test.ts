import { testSeeds } from './test-seeds.ts';

await testSeeds({ first: 1, count: 50 });
// Found records that waited to be read again when the last object left change events for polls.
await testSeeds({ first: 176, count: 1 });
