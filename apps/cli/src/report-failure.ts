import { styleText } from 'node:util';
import { ApiError } from '@sync-user/sdk';
import { CliError } from './cli-error.ts';
import { toLine } from './output/terminal.ts';

/** A failure as people and scripts see it. */
export interface Failure {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** What helps on a command line, where the catalogue's advice speaks of pages and headers. */
const FIXES: Readonly<Record<string, string>> = {
  SERVER_UNREACHABLE:
    'Check that the server runs ("npm start") and that --url or SYNC_USER_URL is its address.',
  API_UNAUTHENTICATED: 'Set SYNC_USER_API_KEY (or --api-key) to a valid key of this server.',
  API_INVALID_REQUEST: 'Correct it and run the command again; --help shows what it takes.',
  CONNECTION_MISSING: 'Connect a Salesforce user: sync-user connect --login-url URL.',
  APP_MISSING: 'Name one: sync-user app set --client-id KEY (or connect with --client-id KEY).',
  OBJECT_NOT_SELECTED: 'Select it first: sync-user objects add NAME.',
};

/** Undefined for a bug, which is not dressed up. */
export function toFailure(error: unknown): Failure | undefined {
  if (error instanceof CliError) {
    return { code: error.code, title: error.title, detail: error.message, fix: error.fix };
  }
  if (error instanceof ApiError) {
    const { code, title, detail, fix, status, requestId, errors } = error;
    return {
      code,
      title,
      detail,
      fix: FIXES[code] ?? fix,
      ...(status !== 0 && { status }),
      ...(requestId !== undefined && { requestId }),
      ...(errors.length > 0 && { errors }),
    };
  }
  return undefined;
}

/** Shows the failure and returns the exit code. With `json` stdout still holds one document: `{"error": …}`. */
export function reportFailure(error: unknown, json: boolean): number {
  const failure = toFailure(error);
  if (failure === undefined) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
  if (json) process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
  else process.stderr.write(describeFailure(failure));
  return error instanceof CliError ? error.exitCode : 1;
}

export function describeFailure({ title, detail, fix, requestId, status = 0 }: Failure): string {
  const style = (format: 'red' | 'bold' | 'dim', text: string): string =>
    styleText(format, text, { stream: process.stderr });
  const lines = [`${style('red', '✗')} ${style('bold', toLine(title))}`];
  if (detail !== '') lines.push(`  ${toLine(detail)}`);
  if (fix !== '') lines.push(`  → ${toLine(fix)}`);
  if (requestId !== undefined && status >= 500) lines.push(style('dim', `  request ${requestId}`));
  return `${lines.join('\n')}\n`;
}
