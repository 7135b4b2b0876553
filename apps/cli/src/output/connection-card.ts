import type { Connection } from '@sync-user/contract';
import { formatAgo } from './format.ts';
import { type Style, type Terminal, toLine } from './terminal.ts';

const STYLES: Readonly<Record<Connection['state'], Style>> = {
  active: 'green',
  pending: 'cyan',
  degraded: 'yellow',
  expired: 'red',
  revoked: 'red',
  blocked: 'red',
  replaced: 'dim',
};

export function printConnection(terminal: Terminal, connection: Connection, nowMs: number): void {
  const { state, trouble, isSandbox } = connection;
  const kind = isSandbox === null ? '' : isSandbox ? ' (sandbox)' : ' (production)';
  const rows: (readonly [string, string])[] = [
    ['User', `${connection.displayName ?? '–'}, ${connection.username ?? 'not known yet'}`],
    ['Org', `${connection.organizationName ?? '–'}${kind} ${connection.organizationId ?? ''}`.trimEnd()],
    ['Address', connection.instanceUrl ?? connection.loginUrl],
    ['Since', formatAgo(connection.connectedAt, nowMs)],
    ['Last call', formatAgo(connection.lastCallAt, nowMs)],
  ];
  terminal.line(`${terminal.style(STYLES[state], '●')} ${terminal.style('bold', state)}`);
  for (const [name, value] of rows)
    terminal.line(`  ${terminal.style('dim', name.padEnd(9))} ${toLine(value)}`);
  if (trouble === null) return;
  terminal.line(`${terminal.style('red', '✗')} ${toLine(trouble.title)}: ${toLine(trouble.message)}`);
  terminal.line(`  → ${toLine(trouble.fix)}`);
}
