// Runs one of our TypeScript programs on a fresh machine: installs what is missing, then hands over to the Node
// version this project pins. Plain JavaScript, because it must run on any Node ≥ 20 before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [program, ...args] = process.argv.slice(2);
if (program === undefined) {
  console.error('usage: node scripts/bootstrap.mjs PROGRAM.ts [ARGUMENT …]');
  process.exit(2);
}
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Node ${process.versions.node} is too old; install Node 20 or newer.`);
  process.exit(1);
}

const bin = join(root, 'node_modules', '.bin');
const node = join(bin, process.platform === 'win32' ? 'node.cmd' : 'node');
if (!isInstalled()) install();

const child = spawn(node, [...nodeFlags(), join(root, program), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
});
// A terminal sends Ctrl-C to the whole group, so the program has it already; a plain kill reaches only us.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// `npm run` dies of a plain kill without passing it on; what it started must not live on without it.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000).unref();
}
child.on('error', (error) => {
  console.error(`Cannot start ${node}: ${error.message}. Remove node_modules and try again.`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));

/** What a program wants of Node lies beside its source, so that everything that starts it gives it the same. */
function nodeFlags() {
  const file = join(root, dirname(dirname(program)), 'node-flags.json');
  return [
    '--disable-warning=ExperimentalWarning',
    ...(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []),
  ];
}

/** True when node_modules was installed from this very lockfile and holds a node that runs. */
function isInstalled() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  if (
    !existsSync(marker) ||
    statSync(marker).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs - 1000
  ) {
    if (!existsSync(marker) || !sameLock(marker)) return false;
  }
  return spawnSync(node, ['--version']).status === 0;
}

/** A fresh checkout gives the lockfile a new date without changing it. */
function sameLock(marker) {
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = packages(marker);
  return Object.entries(packages(join(root, 'package-lock.json'))).every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.link || installed[path]?.version === entry.version,
  );
}

function install() {
  console.log('Installing dependencies (once; about a minute) …');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    console.error(
      'npm ci failed; its message is above. The package registry must be reachable for the first start.',
    );
    process.exit(1);
  }
}
