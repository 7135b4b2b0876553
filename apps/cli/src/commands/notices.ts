import type { Notice, NoticeSettings } from '@sync-user/contract';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { createContext } from '../context.ts';
import { type Terminal, toLine } from '../output/terminal.ts';

/** `sync-user notices …`: incidents, and who is told of them. */
export function addNotices(program: Command): void {
  const notices = program
    .command('notices')
    .description('incidents and who was told; with a subcommand: who is to be told')
    .option('--open', 'only what is not over')
    .action(async (options: { open?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listNotices({
        workspace: await workspace(),
        limit: 50,
        ...(options.open === true && { open: 'true' }),
      });
      if (json) terminal.json(answer);
      else printNotices(terminal, answer.notices);
    });

  notices
    .command('settings')
    .description('show or change who is told')
    .option('--emails <addresses>', 'addresses besides the admins, with commas; "" for none')
    .option('--email-admins', 'tell the workspace’s admins')
    .option('--no-email-admins', 'do not tell them')
    .option('--webhook <url>', 'https address that is told; "" for none')
    .action(
      async (options: { emails?: string; emailAdmins?: boolean; webhook?: string }, command: Command) => {
        const { client, terminal, json, workspace } = createContext(command);
        const slug = await workspace();
        const change = {
          ...(options.emails !== undefined && { emails: toList(options.emails) }),
          ...(command.getOptionValueSource('emailAdmins') === 'cli' && {
            emailAdmins: options.emailAdmins === true,
          }),
          ...(options.webhook !== undefined && {
            webhookUrl: options.webhook === '' ? null : options.webhook,
          }),
        };
        const settings =
          Object.keys(change).length === 0
            ? await client.readNoticeSettings({ workspace: slug })
            : await client.changeNoticeSettings({ workspace: slug, ...change });
        if (json) terminal.json(settings);
        else printSettings(terminal, settings);
      },
    );

  notices
    .command('webhook-secret')
    .description('make a new signing secret for the webhook; it is shown this once')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const made = await client.createWebhookSecret({ workspace: await workspace() });
      if (json) terminal.json(made);
      else terminal.line(made.secret);
    });

  notices
    .command('test')
    .description('send a test to everybody who is told, and say how it went')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.sendTestNotice({ workspace: await workspace() });
      if (json) {
        terminal.json(answer);
      } else if (answer.deliveries.length === 0) {
        terminal.line('Nobody is told: there is no address, no admin and no webhook.');
      } else {
        for (const { channel, recipient, error } of answer.deliveries) {
          const mark = error === null ? terminal.style('green', '✓') : terminal.style('red', '✗');
          terminal.line(
            `${mark} ${channel} ${toLine(recipient)}${error === null ? '' : `: ${toLine(error)}`}`,
          );
        }
      }
      const failed = answer.deliveries.filter(({ error }) => error !== null).length;
      if (failed > 0 && !json)
        throw new CliError('TEST_FAILED', {
          title: `${failed} of ${answer.deliveries.length} could not be told`,
          fix: 'The lines above say why.',
        });
    });
}

function toList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function printNotices(terminal: Terminal, notices: readonly Notice[]): void {
  if (notices.length === 0) terminal.line('There is no incident.');
  for (const { title, text, openedAt, closedAt, deliveries } of notices) {
    const isOpen = closedAt === null;
    terminal.line(
      `${isOpen ? terminal.style('red', '●') : terminal.style('green', '✓')} ${toLine(title)}  ${terminal.style('dim', isOpen ? `since ${openedAt}` : `${openedAt} to ${closedAt}`)}`,
    );
    if (isOpen) terminal.line(`  ${toLine(text)}`);
    for (const { event, recipient, state, error } of deliveries) {
      const what = event === 'opened' ? 'told' : 'all-clear';
      terminal.line(`  ${what}: ${toLine(recipient)} ${state}${error === null ? '' : ` (${toLine(error)})`}`);
    }
  }
}

function printSettings(terminal: Terminal, settings: NoticeSettings): void {
  const { emails, emailAdmins, webhookUrl, hasWebhookSecret, canEmail } = settings;
  const told = [...(emailAdmins ? ['the admins'] : []), ...emails];
  terminal.line(`Email    ${told.length === 0 ? 'nobody' : told.map(toLine).join(', ')}`);
  if (!canEmail) terminal.line('         The server has no SMTP_URL: no email is sent.');
  terminal.line(`Webhook  ${webhookUrl === null ? 'none' : toLine(webhookUrl)}`);
  if (webhookUrl !== null && !hasWebhookSecret) {
    terminal.line('         Not signed yet: sync-user notices webhook-secret');
  }
}
