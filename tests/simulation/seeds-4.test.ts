import { testSeeds } from './test-seeds.ts';

// 197 found a field made anew whose values were overwritten without a word in the feed.
// 230 found a lookup at the dead of an object that was paused when they died.
await testSeeds({ first: 151, count: 50, also: [230] });
