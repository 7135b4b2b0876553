import { testSeeds } from './test-seeds.ts';

await testSeeds({ first: 1, count: 50 });
