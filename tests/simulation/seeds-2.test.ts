import { testSeeds } from './test-seeds.ts';

await testSeeds({ first: 51, count: 50 });
