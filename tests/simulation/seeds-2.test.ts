import { testSeeds } from './test-seeds.ts';

await testSeeds({ first: 26, count: 25 });
