import type { Invitation, Member } from '@sync-user/contract';
import type { Client } from '@sync-user/sdk';
import { type Command, Option } from 'commander';
import { CliError } from '../cli-error.ts';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';
import { printTable } from '../output/table.ts';
import { type Terminal, toLine } from '../output/terminal.ts';

const role = () => new Option('--role <role>', 'admins manage the workspace').choices(['admin', 'member']);

/** `sync-user members …`: who may do what in a workspace. */
export function addMembers(program: Command): void {
  const members = program
    .command('members')
    .description('people of the workspace; with a subcommand: add or change one')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listMembers({ workspace: await workspace() });
      if (json) terminal.json(answer);
      else printMembers(terminal, answer.members);
    });

  members
    .command('add <email>')
    .description('add a person and get the link that lets them choose a password')
    .requiredOption('--name <name>', 'what people call them')
    .addOption(role().default('member'))
    .action(async (email: string, options: { name: string; role: Member['role'] }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const made = await client.addMember({
        workspace: await workspace(),
        email,
        name: options.name,
        role: options.role,
      });
      if (json) terminal.json(made);
      else printInvitation(terminal, made);
    });

  members
    .command('invite <email>')
    .description('a new link for a person who has not accepted; earlier links end')
    .action(async (email: string, _options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      const { id } = await find(client, slug, email);
      const made = await client.inviteMember({ workspace: slug, member: id });
      if (json) terminal.json(made);
      else printInvitation(terminal, made);
    });

  members
    .command('change <email>')
    .description('rename a person, or make them an admin or not')
    .option('--name <name>', 'what people call them')
    .addOption(role())
    .action(async (email: string, options: { name?: string; role?: Member['role'] }, command: Command) => {
      if (options.name === undefined && options.role === undefined) {
        throw new CliError('USAGE', { title: 'Change what?', fix: 'Use --name or --role.' });
      }
      await change(command, email, {
        ...(options.name !== undefined && { name: options.name }),
        ...(options.role !== undefined && { role: options.role }),
      });
    });

  for (const [name, suspended, description] of [
    ['suspend', true, 'keep a person out at once; their account and connection stay'],
    ['readmit', false, 'let a suspended person in again'],
  ] as const) {
    members
      .command(`${name} <email>`)
      .description(description)
      .action((email: string, _options: object, command: Command) => change(command, email, { suspended }));
  }

  members
    .command('remove <email>')
    .description('remove a person and revoke their Salesforce connection')
    .option('-y, --yes', 'do not ask')
    .action(async (email: string, options: { yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      const member = await find(client, slug, email);
      await confirm(
        `Remove ${member.name} from ${slug}? Their Salesforce connection is revoked.`,
        options.yes === true,
      );
      const answer = await client.removeMember({ workspace: slug, member: member.id });
      if (json) terminal.json(answer);
      else terminal.line(`${terminal.style('green', '✓')} ${answer.message}`);
    });
}

async function change(
  command: Command,
  email: string,
  fields: { readonly name?: string; readonly role?: Member['role']; readonly suspended?: boolean },
): Promise<void> {
  const { client, terminal, json, workspace } = createContext(command);
  const slug = await workspace();
  const { id } = await find(client, slug, email);
  const changed = await client.changeMember({ workspace: slug, member: id, ...fields });
  if (json) terminal.json(changed);
  else printMembers(terminal, [changed]);
}

async function find(client: Client, workspace: string, email: string): Promise<Member> {
  const { members } = await client.listMembers({ workspace });
  const found = members.find((member) => member.email.toLowerCase() === email.toLowerCase());
  if (found !== undefined) return found;
  throw new CliError('USAGE', {
    title: `${email} is not a member of ${workspace}`,
    fix: 'sync-user members lists them.',
  });
}

function printInvitation(terminal: Terminal, { member, url, expiresAt, emailed }: Invitation): void {
  terminal.line(
    `${terminal.style('green', '✓')} ${toLine(member.name)} is ${member.role === 'admin' ? 'an admin' : 'a member'}`,
  );
  if (url === null) {
    terminal.line(
      emailed ? '  The link was mailed to them.' : '  They have an account already and can sign in.',
    );
    return;
  }
  terminal.line(
    `  ${emailed ? 'The link was mailed to them. It is' : 'Hand them this link. It is'} shown this once:`,
  );
  terminal.line(`  ${url}`);
  if (expiresAt !== null) terminal.line(`  It works once, until ${expiresAt}.`);
}

function printMembers(terminal: Terminal, members: readonly Member[]): void {
  if (members.length === 0) {
    terminal.line('Nobody is a member yet. Add one: sync-user members add EMAIL --name NAME');
    return;
  }
  printTable(
    terminal,
    [
      { title: 'NAME', value: ({ name }) => toLine(name) },
      { title: 'E-MAIL', value: ({ email }) => toLine(email) },
      { title: 'ROLE', value: (member) => member.role },
      { title: 'STATUS', value: ({ status }) => status },
      { title: 'SALESFORCE USER', value: ({ salesforceUserId }) => salesforceUserId ?? '–' },
    ],
    members,
  );
}
