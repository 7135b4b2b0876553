import { testSeeds } from './test-seeds.ts';

// 230 found a lookup at the dead of an object that was paused when they died.
await testSeeds({ first: 151, count: 50, also: [230] });
