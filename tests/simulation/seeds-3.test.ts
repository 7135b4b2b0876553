import { testSeeds } from './test-seeds.ts';

// 389 and 432 told an event again over what a later one wrote.
await testSeeds({ first: 101, count: 50, also: [389, 432] });
