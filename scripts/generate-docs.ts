/** `npm run docs:generate`: writes the reference pages that are made from the code. A test compares them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePages } from './docs/pages.ts';
import { ROOT } from './steps.ts';

for (const [path, text] of await makePages()) {
  const file = join(ROOT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`${path}: ${text.split('\n').length - 1} lines`);
}
