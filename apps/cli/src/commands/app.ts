import { writeFileSync } from 'node:fs';
import type { SalesforceApp } from '@sync-user/contract';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';
import { type Terminal, toLine } from '../output/terminal.ts';
import { findSecret, SECRET_OPTION } from '../read-secret.ts';

export function addApp(program: Command): void {
  const app = program
    .command('app')
    .description('the External Client App that connections of the workspace log in with');
  addShow(app);
  addSet(app);
  addRemove(app);
  addCertificate(app);
}

function addShow(app: Command): void {
  app
    .command('show', { isDefault: true })
    .description('the app in use, and what it has to be given in Setup')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const shown = await client.readSalesforceApp({ workspace: await workspace() });
      if (json) terminal.json(shown);
      else printApp(terminal, shown);
    });
}

function addSet(app: Command): void {
  app
    .command('set')
    .description('use an app of the workspace’s own org')
    .requiredOption('--client-id <key>', 'consumer key')
    .option(...SECRET_OPTION)
    .action(async (options: { clientId: string; clientSecretStdin?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      const fromStdin = options.clientSecretStdin === true;
      const clientSecret = await findSecret(fromStdin);
      if (fromStdin && clientSecret === undefined) {
        throw new CliError('USAGE', {
          title: 'No consumer secret',
          detail: 'Nothing came from stdin.',
          fix: 'Pipe the secret in, or leave --client-secret-stdin out for an app without one.',
        });
      }
      const { clientId } = options;
      const written = await client.writeSalesforceApp({ workspace: slug, clientId, clientSecret });
      if (json) terminal.json(written);
      else printApp(terminal, written);
    });
}

function addRemove(app: Command): void {
  app
    .command('remove')
    .description('go back to the installation’s app; connections made with this one keep using it')
    .option('-y, --yes', 'do not ask')
    .action(async (options: { yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      await confirm('Log in with the installation’s app from now on?', options.yes === true);
      const left = await client.removeSalesforceApp({ workspace: slug });
      if (json) terminal.json(left);
      else printApp(terminal, left);
    });
}

function addCertificate(app: Command): void {
  app
    .command('certificate')
    .description('make a key pair for JWT logins and print its certificate, to be uploaded to the app')
    .option('--out <file>', 'write the certificate there')
    .option('--present', 'the one there is; make none')
    .option('-y, --yes', 'do not ask')
    .action(async (options: { out?: string; present?: boolean; yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      const present = await client.readSalesforceApp({ workspace: slug });
      if (options.present !== true && present.certificate !== null) {
        await confirm(
          'Replace the key pair? Connections by JWT fail until the new certificate is uploaded to the app.',
          options.yes === true,
        );
      }
      const { certificate } =
        options.present === true ? present : await client.createCertificate({ workspace: slug });
      if (certificate === null) {
        throw new CliError('USAGE', {
          title: 'There is no certificate yet',
          detail: 'No key pair was made for this app.',
          fix: 'Make one: sync-user app certificate.',
        });
      }
      if (options.out !== undefined) writeFileSync(options.out, certificate.pem);
      if (json) return terminal.json(certificate);
      if (options.out === undefined) terminal.line(certificate.pem.trimEnd());
      else terminal.line(`Written to ${options.out}.`);
      terminal.note(`SHA-256 ${certificate.fingerprint}, valid until ${certificate.notAfter.slice(0, 10)}.`);
    });
}

function printApp(terminal: Terminal, app: SalesforceApp): void {
  const whose = {
    workspace: 'of this workspace',
    installation: 'of the installation',
    none: 'none: sync-user app set --client-id KEY',
  }[app.source];
  const { certificate } = app;
  const rows: (readonly [string, string])[] = [
    ['App', app.clientId === null ? whose : `${app.clientId}, ${whose}`],
    ['Secret', app.hasSecret ? 'stored' : 'none'],
    [
      'Certificate',
      certificate === null
        ? 'none: sync-user app certificate'
        : `${certificate.fingerprint}, until ${certificate.notAfter.slice(0, 10)}`,
    ],
    ['Callback URL', app.callbackUrl],
    ['Scopes', app.scopes.join(', ')],
    ['Our addresses', app.outgoingAddresses.join(', ') || 'not told (OUTGOING_ADDRESSES)'],
  ];
  for (const [name, value] of rows)
    terminal.line(`${terminal.style('dim', name.padEnd(13))} ${toLine(value)}`);
}
