import { testSeeds } from './test-seeds.ts';

await testSeeds({ first: 26, count: 25 });
// Found a lookup at the dead: the query for it was refused, because another field had vanished.
await testSeeds({ first: 103, count: 1 });
