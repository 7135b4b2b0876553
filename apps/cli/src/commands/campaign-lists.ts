import type { ListOwner } from '@sync-user/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { createContext } from '../context.ts';
import { formatCount } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { toLine } from '../output/terminal.ts';

const SHOWN = 100;

/** `sync-user campaign-lists`: campaigns and the people on their lists. */
export function addCampaignLists(program: Command): void {
  program
    .command('campaign-lists')
    .argument('[campaign]', 'id of a campaign: the people on its list')
    .option('--limit <number>', 'people shown', toLimit, SHOWN)
    .option('--cursor <cursor>', 'people after those of the page before')
    .description('campaigns, or the leads and contacts of one with their owners')
    .action(
      async (campaign: string | undefined, options: { limit: number; cursor?: string }, command: Command) => {
        const { client, terminal, json, workspace } = createContext(command);
        if (campaign === undefined) {
          const answer = await client.listCampaignLists({ workspace: await workspace() });
          if (json) return terminal.json(answer);
          if (answer.lists.length === 0) return terminal.line('There is no campaign.');
          return printTable(
            terminal,
            [
              { title: 'CAMPAIGN', value: (list) => list.campaignId },
              { title: 'NAME', value: (list) => toLine(list.name ?? '–') },
              { title: 'STATUS', value: (list) => toLine(list.status ?? '–') },
              { title: 'PEOPLE', value: (list) => formatCount(list.members), align: 'right' },
              { title: 'RESPONDED', value: (list) => formatCount(list.responded), align: 'right' },
            ],
            answer.lists,
          );
        }
        const { limit, cursor } = options;
        const page = await client.readCampaignList({
          workspace: await workspace(),
          id: campaign,
          limit,
          ...(cursor !== undefined && { cursor }),
        });
        if (json) return terminal.json(page);
        terminal.line(
          `${toLine(page.list.name ?? page.list.campaignId)}: ${formatCount(page.list.members)} people`,
        );
        if (page.missing.length > 0)
          terminal.line(`Not selected, so that their columns are empty: ${page.missing.join(', ')}.`);
        terminal.line();
        printTable(
          terminal,
          [
            { title: 'IS A', value: (person) => person.kind },
            { title: 'RECORD', value: (person) => person.recordId ?? '–' },
            { title: 'NAME', value: (person) => toLine(person.name ?? '–') },
            { title: 'E-MAIL', value: (person) => toLine(person.email ?? '–') },
            { title: 'COMPANY', value: (person) => toLine(person.company ?? '–') },
            { title: 'STATUS', value: (person) => toLine(person.status ?? '–') },
            { title: 'OWNER', value: (person) => ownerName(person.owner) },
            { title: 'ACCOUNT OWNER', value: (person) => ownerName(person.accountOwner) },
          ],
          page.members,
        );
        if (page.nextCursor !== null) terminal.line(`More: --cursor ${page.nextCursor}`);
      },
    );
}

function ownerName(owner: ListOwner | null): string {
  return owner === null ? '–' : toLine(owner.member?.name ?? owner.name ?? owner.userId);
}

function toLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new InvalidArgumentError('A number from 1 to 1000.');
  return limit;
}
