import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../steps.ts';
import { type PartReport, toMarkdown } from './figures.ts';

const PAGE = join(ROOT, 'docs/benchmarks.md');

/** What figures are to be read with: they compare within a run, not between machines. */
export function describeMachine(): string {
  const [first] = cpus();
  const version = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' });
  return [
    `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `${type()}, Node ${process.versions.node}`,
    `load average at the start ${(loadavg()[0] ?? 0).toFixed(1)}`,
    new Date().toISOString().slice(0, 10),
    ...(version.status === 0 ? [`commit ${version.stdout.trim()}`] : []),
  ].join(', ');
}

/** Replaces what stands between the part's marks. @throws Error when the page has no such marks */
export function writePart(part: string, report: PartReport, machine: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const begin = `<!-- ${part} -->\n`;
  const end = `<!-- /${part} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no marks for ${part}`);
  const text = `\n${toMarkdown(report.figures)}\n\n${[machine, ...report.notes].join('; ')}.\n\n`;
  writeFileSync(PAGE, page.slice(0, from + begin.length) + text + page.slice(to));
}
