import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { createContext } from '../context.ts';
import { formatAmount } from '../output/format.ts';
import { toLine } from '../output/terminal.ts';
import { OF_CONNECTION, type OfConnection, toFields } from './permissions-options.ts';

/** The permission set for those who deploy it themselves: as files, or read out as steps. */
export function addPermissionsExport(permissions: Command): void {
  permissions
    .command('export')
    .description('the permission set as Salesforce metadata, or as steps for an administrator')
    .option(...OF_CONNECTION)
    .option('--dir <folder>', 'write the files there; without it the steps are printed')
    .action(async (options: OfConnection & { dir?: string }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const plan = await client.planRepair({ workspace: await workspace(), ...toFields(options) });
      const { files, writtenSteps } = plan;
      const written = options.dir === undefined ? [] : writeFiles(options.dir, files);
      if (json) return terminal.json({ files, writtenSteps, written });
      if (options.dir === undefined) {
        for (const [index, step] of writtenSteps.entries()) terminal.line(`${index + 1}. ${toLine(step)}`);
        return;
      }
      terminal.line(
        `${terminal.style('green', '✓')} ${formatAmount(written.length, 'file')} written to ${options.dir}`,
      );
      for (const path of written) terminal.line(`  ${path}`);
      terminal.line('Deploy them there: sf project deploy start --manifest package.xml');
      terminal.line(`Then assign ${plan.permissionSet.name} to ${toLine(plan.username)}.`);
    });
}

/** Paths are the server's: nothing is written outside the folder. @throws `USAGE` when one leads out of it */
function writeFiles(
  folder: string,
  files: readonly { readonly path: string; readonly content: string }[],
): string[] {
  const root = resolve(folder);
  return files.map(({ path, content }) => {
    const target = resolve(join(root, path));
    if (!target.startsWith(root + sep)) {
      throw new CliError('USAGE', {
        title: 'The server named a file outside the folder',
        detail: path,
        fix: 'Check which server this is.',
      });
    }
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    return relative(process.cwd(), target);
  });
}
