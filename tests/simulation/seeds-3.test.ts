import { testSeeds } from './test-seeds.ts';

await testSeeds({ first: 101, count: 50 });
