import type { Overview } from '@sync-user/contract';
import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { formatAgo, formatAmount, formatCount, formatSeconds } from '../output/format.ts';
import { printObjects } from '../output/objects-table.ts';
import { type Style, type Terminal, toLine } from '../output/terminal.ts';

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('everything at a glance')
    .action(async (_options: object, command: Command) => {
      const context = createContext(command);
      const overview = await context.client.readOverview({ workspace: await context.workspace() });
      if (context.json) context.terminal.json(overview);
      else printOverview(context.terminal, overview, context.settings.baseUrl, Date.now());
    });
}

const TONES: Readonly<Record<Overview['headline']['tone'], Style>> = {
  good: 'green',
  working: 'cyan',
  warning: 'yellow',
  bad: 'red',
  idle: 'dim',
};

function printOverview(terminal: Terminal, overview: Overview, baseUrl: string, nowMs: number): void {
  const { headline, workspace, connection } = overview;
  const who =
    connection === null
      ? 'not connected'
      : `${connection.username ?? 'unknown user'}, ${connection.organizationName ?? 'unknown org'}`;
  terminal.line(
    `${terminal.style(TONES[headline.tone], '●')} ${terminal.style('bold', toLine(headline.text))}`,
  );
  if (headline.action !== null) {
    const { label, href } = headline.action;
    terminal.line(`  → ${toLine(label)}: ${href.startsWith('/') ? baseUrl + href : href}`);
  }
  terminal.line();
  for (const [name, value] of tilesOf(overview, nowMs)) {
    terminal.line(`  ${terminal.style('dim', name.padEnd(10))} ${value}`);
  }
  terminal.line(
    `  ${terminal.style('dim', 'Workspace ')} ${toLine(workspace.name)} (${workspace.slug}), ${toLine(who)}`,
  );
  terminal.line();
  printObjects(terminal, overview.objects, nowMs);
}

function tilesOf(overview: Overview, nowMs: number): (readonly [string, string])[] {
  const { callsToday, nextPollAt } = overview;
  const next =
    nextPollAt === null ? '' : `, next poll in ${formatSeconds((Date.parse(nextPollAt) - nowMs) / 1000)}`;
  const org =
    callsToday.orgLimit === null
      ? ''
      : `; the org has used ${formatCount(callsToday.orgUsed ?? 0)} of ${formatCount(callsToday.orgLimit)}`;
  return [
    [
      'Fresh',
      `${overview.freshAsOf === null ? 'not yet' : `as of ${formatAgo(overview.freshAsOf, nowMs)}`}${next}`,
    ],
    ['Rows', `${formatCount(overview.rows)} in ${formatAmount(overview.objects.length, 'object')}`],
    ['Calls', `${formatCount(callsToday.ours)} today${org}`],
    ['Problems', overview.problems === 0 ? 'none' : formatCount(overview.problems)],
  ];
}
