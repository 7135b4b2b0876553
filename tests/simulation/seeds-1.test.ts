import { testSeeds } from './test-seeds.ts';

// 289 left a repair open when nothing was fed any more; 354 told an event again over what a later one wrote.
await testSeeds({ first: 1, count: 50, also: [289, 354] });
