/** What follows from a case's status and contact. Source: Object Reference, Case. */
import type { Row } from '../../types.ts';
import { hasChanged, setField, type RowChange, type SaveContext } from '../save-context.ts';

const FROM_CONTACT: Readonly<Record<string, string>> = {
  ContactPhone: 'Phone',
  ContactMobile: 'MobilePhone',
  ContactEmail: 'Email',
  ContactFax: 'Fax',
};

export function deriveCase(context: SaveContext, change: RowChange): void {
  const { row, before } = change;
  if (hasChanged(change, 'Status') || before === undefined) {
    const closed = isClosed(context, row['Status']) ? 1 : 0;
    if (closed !== (before?.['IsClosed'] ?? 0)) setField(change, 'ClosedDate', closed ? context.stamp : null);
    setField(change, 'IsClosed', closed);
  }
  const contacts = context.schema.get('Contact');
  const contactId = row['ContactId'];
  const contact =
    contacts === undefined || typeof contactId !== 'string'
      ? undefined
      : context.rows.read(contacts, contactId);
  for (const [name, from] of Object.entries(FROM_CONTACT)) setField(change, name, contact?.[from] ?? null);
  if ((row['AccountId'] ?? null) === null && hasChanged(change, 'ContactId')) {
    setField(change, 'AccountId', contact?.['AccountId'] ?? null);
  }
}

function isClosed(context: SaveContext, status: Row[string] | undefined): boolean {
  const model = context.schema.get('CaseStatus');
  const [id] = model === undefined ? [] : context.rows.findIds(model, 'ApiName', status ?? null);
  if (model === undefined || id === undefined) return status === 'Closed';
  return context.rows.read(model, id)?.['IsClosed'] === 1;
}

/** What is written into `Comments` becomes a comment, and the field is empty again. */
export function moveComments(context: SaveContext, change: RowChange): void {
  const comments = context.schema.get('CaseComment');
  const { Id: id, Comments: text } = change.row;
  if (comments === undefined || typeof text !== 'string' || typeof id !== 'string') return;
  context.platform.create(comments, { ParentId: id, CommentBody: text });
  context.rows.update(change.model, id, { Comments: null });
}
