import { testSeeds } from './test-seeds.ts';

// Not 97, until lookups at the dead are followed again in an object that had failed when they died.
await testSeeds({ first: 51, count: 46, also: [98, 99, 100] });
