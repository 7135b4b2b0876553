/** `npm run check`: everything that needs no server. Prints each step with its time; stops at the first failure. */
import { runSteps } from './steps.ts';

const passed = await runSteps([
  { name: 'format', command: ['biome', 'format', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types of the console', command: ['tsc', '-p', 'apps/console'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
  { name: 'architecture and docs', command: ['node', '--test', '--test-reporter=dot', 'tests/*.test.ts'] },
]);
process.exit(passed ? 0 : 1);
