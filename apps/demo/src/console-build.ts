import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './supervise.ts';

/** Builds the console when it was never built or its source is newer. @throws Error with the builder's words */
export function buildConsole(say: (line: string) => void): void {
  const built = join(ROOT, 'apps/console/dist/index.html');
  if (existsSync(built) && statSync(built).mtimeMs >= newestSource()) return;
  say('Building the console …');
  const done = spawnSync('vite', ['build', '--logLevel', 'error', 'apps/console'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`The console does not build:\n${done.stdout}${done.stderr}`);
}

function newestSource(): number {
  const sources = globSync(
    '{apps/console/{src/**/*,index.html,vite.config.ts},packages/{contract,sdk}/src/**/*}',
    { cwd: ROOT },
  );
  return Math.max(...sources.map((path) => statSync(join(ROOT, path)).mtimeMs));
}
