import { CONNECTION_EFFECTS } from '@sync-user/contract';
import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';
import { printConnection } from '../output/connection-card.ts';
import { formatAgo } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { toLine } from '../output/terminal.ts';
import { addCandidates } from './connection-candidates.ts';
import { addConnectionEnds } from './connection-ends.ts';

export function addConnection(program: Command): void {
  const connection = program
    .command('connection')
    .description('the sync user’s connection: look, check, change, end');
  addShow(connection);
  addCheck(connection);
  addList(connection);
  addCandidates(connection);
  addDesignate(connection);
  addConnectionEnds(connection);
}

function addShow(connection: Command): void {
  connection
    .command('show', { isDefault: true })
    .description('who it is, and how it is (also without "show")')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const shown = await client.readConnection({ workspace: await workspace() });
      if (json) terminal.json(shown);
      else printConnection(terminal, shown, Date.now());
    });
}

function addCheck(connection: Command): void {
  connection
    .command('check')
    .description('log in again and see whether it works; fails when it does not')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const checked = await client.checkConnection({ workspace: await workspace() });
      if (json) terminal.json(checked);
      else printConnection(terminal, checked, Date.now());
      if (checked.trouble !== null) process.exitCode = 1;
    });
}

function addList(connection: Command): void {
  connection
    .command('list')
    .description('every connection: the sync user’s, a candidate’s, members’ own, past ones')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const { connections } = await client.listConnections({ workspace: await workspace() });
      if (json) return terminal.json({ connections });
      if (connections.length === 0)
        return terminal.line('Nothing is connected: sync-user connect --login-url URL');
      const nowMs = Date.now();
      printTable(
        terminal,
        [
          { title: 'ID', value: ({ id }) => id },
          { title: 'STATE', value: ({ state }) => CONNECTION_EFFECTS[state].label },
          { title: 'FOR', value: (one) => toLine(purposeOf(one)) },
          { title: 'SALESFORCE USER', value: ({ username }) => toLine(username ?? '–') },
          { title: 'BY', value: ({ method }) => method.replaceAll('_', ' ') },
          { title: 'SINCE', value: ({ connectedAt }) => formatAgo(connectedAt, nowMs) },
        ],
        connections,
      );
    });
}

function purposeOf({
  isSyncUser,
  member,
}: {
  readonly isSyncUser: boolean;
  readonly member: { readonly email: string } | null;
}): string {
  if (isSyncUser) return member === null ? 'sync user' : `sync user, ${member.email}`;
  return member?.email ?? 'candidate';
}

interface DesignateOptions {
  readonly acceptMissing?: boolean;
  readonly moveToOrg?: boolean;
  readonly yes?: boolean;
}

function addDesignate(connection: Command): void {
  connection
    .command('designate <connection>')
    .description('take a connection into force as the sync user, after its permission checks')
    .option('--accept-missing', 'although required permissions are missing')
    .option('--move-to-org', 'although it belongs to another org: the mirror is emptied and loaded anew')
    .option('-y, --yes', 'do not ask')
    .action(async (connectionId: string, options: DesignateOptions, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      if (options.moveToOrg === true) {
        await confirm(
          `Move "${slug}" to the org of that connection? Every mirrored record is deleted and the new org’s are loaded; the mapping stays.`,
          options.yes === true,
        );
      }
      const inForce = await client.designateSyncUser({
        workspace: slug,
        connectionId,
        acceptMissing: options.acceptMissing === true,
        moveToOrg: options.moveToOrg === true,
      });
      if (json) terminal.json(inForce);
      else printConnection(terminal, inForce, Date.now());
    });
}
