import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { SignedReport, toCanonicalJson } from '@sync-user/contract';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { createContext } from '../context.ts';
import { formatAmount } from '../output/format.ts';

/** The signed report: to download, and to be checked by whoever has the public key. */
export function addCompletenessReport(completeness: Command): void {
  addReport(completeness);
  addKey(completeness);
  addVerify(completeness);
}

function addReport(completeness: Command): void {
  completeness
    .command('report [object]')
    .description('the signed report, of every object or of one')
    .option('-o, --out <file>', 'write it there instead of printing it')
    .action(async (object: string | undefined, options: { out?: string }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const signed = await client.readCompletenessReport({
        workspace: await workspace(),
        ...(object !== undefined && { object }),
      });
      const text = `${JSON.stringify(signed, null, 2)}\n`;
      if (options.out === undefined) return terminal.raw(text);
      writeFileSync(options.out, text);
      if (json) return terminal.json({ written: options.out });
      terminal.line(
        `${terminal.style('green', '✓')} ${formatAmount(signed.report.objects.length, 'object')}, signed with key ${signed.signature.keyId}: ${options.out}`,
      );
    });
}

function addKey(completeness: Command): void {
  completeness
    .command('key')
    .description('the public key that reports are checked with; keep it apart from the reports')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json } = createContext(command);
      const key = await client.readReportKey();
      if (json) terminal.json(key);
      else terminal.raw(key.publicKey);
    });
}

function addVerify(completeness: Command): void {
  completeness
    .command('verify <file>')
    .description('check a report against the public key; fails when a character of it was changed')
    .option('--key <file>', 'the public key (PEM) as it was kept; without it the server is asked for it')
    .action(async (file: string, options: { key?: string }, command: Command) => {
      const signed = readSigned(file);
      const key = toKey(options.key === undefined ? await askKey(command) : readText(options.key));
      const keyId = idOf(key);
      const { report, signature } = signed.checked;
      const isGenuine =
        signature.keyId === keyId &&
        verify(
          null,
          Buffer.from(toCanonicalJson(signed.asWritten)),
          key,
          Buffer.from(signature.value, 'base64'),
        );
      const flags = command.optsWithGlobals<{ json?: boolean }>();
      if (flags.json === true) process.stdout.write(`${JSON.stringify({ genuine: isGenuine, keyId })}\n`);
      if (!isGenuine) {
        if (flags.json === true) process.exitCode = 1;
        else
          throw new CliError('REPORT_NOT_GENUINE', {
            title: 'The report is not genuine',
            detail:
              signature.keyId === keyId
                ? 'Its contents do not fit its signature: something was changed.'
                : `It was signed with the key ${signature.keyId}, and this is ${keyId}.`,
            fix: 'Download it again: sync-user completeness report.',
          });
      } else if (flags.json !== true) {
        process.stdout.write(
          `Genuine: written ${report.writtenAt} for the workspace ${report.workspace}, ${formatAmount(report.objects.length, 'object')}.\n`,
        );
      }
    });
}

async function askKey(command: Command): Promise<string> {
  return (await createContext(command).client.readReportKey()).publicKey;
}

/** What was signed is the report as it stands in the file, also with what a later version writes into it. */
function readSigned(file: string): { readonly checked: SignedReport; readonly asWritten: unknown } {
  try {
    const parsed = JSON.parse(readText(file)) as { readonly report?: unknown };
    return { checked: SignedReport.parse(parsed), asWritten: parsed.report };
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('USAGE', {
      title: `${file} is no report`,
      fix: 'Make one: sync-user completeness report --out report.json.',
    });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CliError('USAGE', { title: `${file} cannot be read`, fix: 'Check the path.' });
  }
}

function toKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch {
    throw new CliError('USAGE', {
      title: 'That is no public key',
      fix: 'Get it: sync-user completeness key > report-key.pem.',
    });
  }
}

/** First 16 hex digits of the SHA-256 of the key, as the server names it. */
function idOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}
