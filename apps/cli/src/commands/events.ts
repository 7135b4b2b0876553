import type { EventEntity, EventRepair, EventStatus } from '@sync-user/contract';
import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';
import { printTable } from '../output/table.ts';
import { type Terminal, toLine } from '../output/terminal.ts';

/** `sync-user events …`: the event subscription, its gaps, and which objects have events. */
export function addEvents(program: Command): void {
  const events = program
    .command('events')
    .description(
      'change events: what arrives, and how fast; with a subcommand: gaps, and which objects have events',
    )
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const status = await client.readEvents({ workspace: await workspace() });
      if (json) terminal.json(status);
      else printStatus(terminal, status);
    });

  events
    .command('repairs')
    .description('gaps in the events and how they were closed, the newest first')
    .option('--open', 'only open ones')
    .action(async (options: { open?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listEventRepairs({
        workspace: await workspace(),
        limit: 50,
        ...(options.open === true && { open: 'true' }),
      });
      if (json) terminal.json(answer);
      else printRepairs(terminal, answer.repairs);
    });

  events
    .command('select')
    .description('have Salesforce send change events of these objects; needs Customize Application there')
    .argument('<objects...>', 'selected objects, by API name')
    .option('-y, --yes', 'do not ask')
    .action(async (objects: string[], options: { yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      await confirm(
        `Change which objects have change events in Salesforce: ${objects.join(', ')}?`,
        options.yes === true,
      );
      const status = await client.selectEventEntities({ workspace: slug, objects });
      if (json) terminal.json(status);
      else printStatus(terminal, status);
    });

  events
    .command('deselect')
    .description('have Salesforce send no more change events of these objects; they are polled')
    .argument('<objects...>', 'selected objects, by API name')
    .option('-y, --yes', 'do not ask')
    .action(async (objects: string[], options: { yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      await confirm(
        `Take change events of ${objects.join(', ')} away in Salesforce, from others too who follow them?`,
        options.yes === true,
      );
      const status = await client.deselectEventEntities({ workspace: slug, objects });
      if (json) terminal.json(status);
      else printStatus(terminal, status);
    });

  for (const [name, enabled, description] of [
    [
      'off',
      false,
      'follow no change events in this workspace: its objects are polled; Salesforce is not changed',
    ],
    ['on', true, 'follow change events again, from where they were left'],
  ] as const)
    events
      .command(name)
      .description(description)
      .action(async (_options: object, command: Command) => {
        const { client, terminal, json, workspace } = createContext(command);
        const status = await client.switchEvents({ workspace: await workspace(), enabled });
        if (json) terminal.json(status);
        else printStatus(terminal, status);
      });
}

function printStatus(terminal: Terminal, status: EventStatus): void {
  terminal.line(`${status.state}: ${toLine(status.summary)}`);
  if (status.trouble !== null) terminal.line(toLine(`${status.trouble.title}. ${status.trouble.fix}`));
  if (status.lastEventAt !== null) {
    const lag = status.lagMs === null ? '' : `, ${status.lagMs} ms after its commit`;
    terminal.line(`last event ${status.lastEventAt}${lag}`);
  }
  const { entitiesUsed, entityLimit, deliveriesLeft, deliveriesPerDay } = status.allocation;
  terminal.line(
    `objects with events in the org: ${entitiesUsed ?? 'not known'} of ${entityLimit ?? 'any number'}`,
  );
  if (deliveriesPerDay !== null)
    terminal.line(`deliveries left today: ${deliveriesLeft ?? 'not known'} of ${deliveriesPerDay}`);
  if (status.foreignEntities.length > 0)
    terminal.line(`others that have events and are not synced: ${status.foreignEntities.join(', ')}`);
  if (status.openRepairs > 0)
    terminal.line(`${status.openRepairs} gaps are being repaired: sync-user events repairs --open`);
  printTable<EventEntity>(
    terminal,
    [
      { title: 'OBJECT', value: ({ object }) => object },
      { title: 'BY', value: ({ transport }) => transport ?? '–' },
      { title: 'ARRIVE', value: ({ feeds }) => (feeds ? 'yes' : 'no') },
      { title: 'SELECTED', value: toSelected },
      { title: 'SINCE', value: ({ since }) => since ?? '–' },
      { title: 'LAST EVENT', value: ({ lastEventAt }) => lastEventAt ?? '–' },
      { title: '24 H', value: ({ events }) => String(events), align: 'right' },
    ],
    status.entities,
  );
  if (status.proposed.length > 0)
    terminal.line(`Worth selecting: sync-user events select ${status.proposed.join(' ')}`);
}

function toSelected({ capable, selected }: EventEntity): string {
  if (!capable) return 'not possible';
  if (selected === null) return 'not known';
  return selected ? 'yes' : 'no';
}

function printRepairs(terminal: Terminal, repairs: readonly EventRepair[]): void {
  if (repairs.length === 0) return terminal.line('No gap was met.');
  printTable<EventRepair>(
    terminal,
    [
      { title: 'ID', value: ({ id }) => String(id), align: 'right' },
      { title: 'OPENED', value: ({ openedAt }) => openedAt },
      { title: 'CLOSED', value: ({ closedAt }) => closedAt ?? 'open' },
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'OBJECT', value: ({ object }) => object ?? 'all' },
      { title: 'READ', value: ({ reads }) => String(reads), align: 'right' },
      { title: 'CHANGED', value: ({ rows }) => String(rows), align: 'right' },
      { title: 'WHY', value: ({ reason }) => toLine(reason) },
    ],
    repairs,
  );
}
