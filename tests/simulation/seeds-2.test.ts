import { testSeeds } from './test-seeds.ts';

await testSeeds({ first: 51, count: 50 });
// Found a lookup at the dead: the query for it was refused, because another field had vanished.
await testSeeds({ first: 103, count: 1 });
// Found a lookup at the dead of an object that was paused when they died.
await testSeeds({ first: 230, count: 1 });
