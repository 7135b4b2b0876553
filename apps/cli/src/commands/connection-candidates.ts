import type { CandidateList } from '@sync-user/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { createContext } from '../context.ts';
import { printTable } from '../output/table.ts';
import { type Terminal, toLine } from '../output/terminal.ts';

export function addCandidates(connection: Command): void {
  connection
    .command('candidates')
    .description('Salesforce users who could be the sync user, the best first, each with what it lacks')
    .option('--search <text>', 'part of a username, email or name')
    .option('--limit <n>', 'how many at most', toLimit, 25)
    .action(async (options: { search?: string; limit: number }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const found = await client.listSyncUserCandidates({ workspace: await workspace(), ...options });
      if (json) terminal.json(found);
      else printCandidates(terminal, found);
    });
}

function printCandidates(terminal: Terminal, { candidates, askedAs, incomplete }: CandidateList): void {
  if (candidates.length === 0) terminal.line('Nobody was found.');
  else {
    printTable(
      terminal,
      [
        { title: '', value: ({ isCurrent }) => (isCurrent ? terminal.style('green', '●') : ' ') },
        { title: 'USERNAME', value: ({ username }) => toLine(username) },
        { title: 'RANK', value: ({ rank }) => rank.replaceAll('_', ' ') },
        { title: 'LICENCE', value: ({ licence }) => toLine(licence) },
        { title: 'CONNECTION', value: ({ connectionId }) => connectionId ?? '–' },
        { title: 'BROWSER', value: ({ browserLogin }) => (browserLogin ? 'yes' : 'no: --jwt') },
        { title: 'LACKS', value: ({ missing }) => toLine(missing.join(', ')) || 'nothing' },
      ],
      candidates,
    );
  }
  if (askedAs !== null) terminal.line(terminal.style('dim', `As seen by ${toLine(askedAs)}.`));
  if (incomplete !== null) terminal.line(`${terminal.style('yellow', '!')} ${toLine(incomplete)}`);
}

function toLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 200) return limit;
  throw new InvalidArgumentError('Use a number from 1 to 200.');
}
