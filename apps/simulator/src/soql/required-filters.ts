import { demanded } from '../org/access/probe-filters.ts';
import { SYSTEM_USER_ID } from '../org/system-user.ts';
import type { Caller } from '../org/types.ts';
import type { Condition, Statement } from './ast.ts';
import { malformed } from './marker.ts';

const LINK_PLACES = ['Id', 'ContentDocumentId', 'LinkedEntityId'];

/**
 * Links of files are only shown for a file or a place. Source: Object Reference, ContentDocumentLink; the text as developers
 * quote it. That the link's own id will do is assumed.
 */
export function requireLinkFilter(caller: Caller, statement: Statement): void {
  if (statement.from.toLowerCase() !== 'contentdocumentlink' || caller.userId === SYSTEM_USER_ID) return;
  if (demanded(statement, ...LINK_PLACES) !== undefined || byQuery(statement.where)) return;
  throw malformed(
    "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
  );
}

function byQuery(condition: Condition | undefined): boolean {
  if (condition?.kind === 'and') return condition.items.some(byQuery);
  if (condition?.kind !== 'in-query' || condition.negated || condition.target.kind !== 'path') return false;
  const name = condition.target.names.join('.').toLowerCase();
  return LINK_PLACES.some((place) => place.toLowerCase() === name);
}
