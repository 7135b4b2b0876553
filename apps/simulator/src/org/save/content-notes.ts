/** Notes of the enhanced kind: each is a document whose file is HTML. Source: Object Reference, ContentNote: "built on ContentVersion". */
import type { ObjectModel } from '../schema/schema.ts';
import { requiredText } from './error-texts.ts';
import { refuse } from './row-failure.ts';
import { hasChanged, type RowChange, type SaveContext } from './save-context.ts';

function versionsIn(context: SaveContext): ObjectModel {
  const versions = context.schema.get('ContentVersion');
  if (versions === undefined) throw new Error('An org with notes has the versions of their files.');
  return versions;
}

function requireTitle({ row }: RowChange): string {
  const title = row['Title'];
  if (typeof title === 'string') return title;
  throw refuse('REQUIRED_FIELD_MISSING', requiredText(['Title']), ['Title']);
}

/** The note's id, which is its document's. @throws RowFailure */
export function createNote(context: SaveContext, change: RowChange): string {
  const Title = requireTitle(change);
  const versions = versionsIn(context);
  const version = context.platform.create(versions, {
    Title,
    PathOnClient: `${Title}.snote`,
    VersionData: change.row['Content'] ?? '',
    SharingPrivacy: change.row['SharingPrivacy'] ?? null,
  });
  return String(context.rows.read(versions, version)?.['ContentDocumentId']);
}

/** Another content is another version. That another title alone is none is assumed. @throws RowFailure */
export function updateNote(context: SaveContext, change: RowChange): void {
  const Title = requireTitle(change);
  const { row } = change;
  const versions = versionsIn(context);
  if (hasChanged(change, 'Content')) {
    context.platform.create(versions, {
      ContentDocumentId: row['Id'] ?? null,
      Title,
      PathOnClient: `${Title}.snote`,
      VersionData: row['Content'] ?? '',
      OwnerId: row['OwnerId'] ?? null,
      SharingPrivacy: row['SharingPrivacy'] ?? null,
    });
  } else if (hasChanged(change, 'Title')) {
    const latest = String(row['LatestPublishedVersionId']);
    context.platform.update(versions, latest, { Title, ContentModifiedDate: context.stamp });
  }
}
