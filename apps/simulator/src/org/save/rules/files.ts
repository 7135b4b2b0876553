/** Attachments, and files: a new version makes its document, and shows it where it was first put. Source: Object Reference, ContentVersion. */
import { createHash } from 'node:crypto';
import type { ObjectModel } from '../../schema/schema.ts';
import type { Row } from '../../types.ts';
import { refuse } from '../row-failure.ts';
import { hasChanged, setField, type RowChange, type SaveContext } from '../save-context.ts';

/** `FileType` by extension; UNKNOWN for the others. Source: Object Reference, ContentVersion.FileType (recalled). */
const FILE_TYPES: Readonly<Record<string, string>> = {
  csv: 'CSV',
  doc: 'WORD',
  docx: 'WORD_X',
  gif: 'GIF',
  htm: 'HTML',
  html: 'HTML',
  jpeg: 'JPEG',
  jpg: 'JPG',
  json: 'JSON',
  pdf: 'PDF',
  png: 'PNG',
  ppt: 'POWER_POINT',
  pptx: 'POWER_POINT_X',
  snote: 'SNOTE',
  svg: 'SVG',
  txt: 'TEXT',
  xls: 'EXCEL',
  xlsx: 'EXCEL_X',
  xml: 'XML',
  zip: 'ZIP',
};

function bytesOf(value: Row[string] | undefined): Buffer {
  return Buffer.from(typeof value === 'string' ? value : '', 'base64');
}

function requireBase64(row: Readonly<Row>, name: string): void {
  const value = row[name];
  if (typeof value !== 'string' || /^[A-Za-z\d+/\s]*={0,2}$/.test(value)) return;
  throw refuse('INVALID_BASE64_CHARACTER', `Invalid Base64 characters in ${name}`, [name]);
}

export function deriveAttachment(change: RowChange): void {
  requireBase64(change.row, 'Body');
  setField(change, 'BodyLength', bytesOf(change.row['Body']).length);
}

export function deriveContentVersion(context: SaveContext, change: RowChange): void {
  if (change.before !== undefined) {
    if (hasChanged(change, 'VersionData')) refuseNewData();
    return;
  }
  const { row } = change;
  requireBase64(row, 'VersionData');
  const path = row['PathOnClient'] ?? row['Title'];
  if (row['PathOnClient'] == null && row['ContentUrl'] == null) {
    throw refuse('REQUIRED_FIELD_MISSING', 'Required fields are missing: [PathOnClient]', ['PathOnClient']);
  }
  const file = String(path).split(/[\\/]/).at(-1) ?? '';
  const extension = /\.([^.]+)$/.exec(file)?.[1] ?? null;
  setField(change, 'Title', row['Title'] ?? (file.replace(/\.[^.]+$/, '') || file));
  setField(change, 'FileExtension', extension);
  const type = FILE_TYPES[extension?.toLowerCase() ?? ''] ?? 'UNKNOWN';
  setField(change, 'FileType', type);
  if (type === 'SNOTE') cleanNote(change);
  const data = bytesOf(row['VersionData']);
  setField(change, 'ContentSize', data.length);
  setField(change, 'Checksum', createHash('md5').update(data).digest('hex'));
  setField(change, 'VersionNumber', String(versionsOf(context, change).length + 1));
  setField(change, 'IsLatest', 1);
  setField(change, 'PublishStatus', 'P');
  setField(change, 'ContentModifiedDate', context.stamp);
  setField(change, 'ContentModifiedById', context.caller.userId);
  setField(change, 'VersionDataUrl', `/sfc/servlet.shepherd/version/download/${String(row['Id'])}`);
  makeDocument(context, change);
}

const UNSAFE =
  /<(script|style|iframe|object|embed)\b[^>]*>[\s\S]*?<\/\1\s*>|\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};
const PREVIEW_LENGTH = 255;

/** A note is HTML without what could run, and shows how its text begins. Source: Object Reference, ContentNote.Content; what is unsafe is assumed. */
function cleanNote(change: RowChange): void {
  const given = bytesOf(change.row['VersionData']).toString();
  const html = given.replaceAll(UNSAFE, '');
  if (html !== given) setField(change, 'VersionData', Buffer.from(html).toString('base64'));
  const text = html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(#39|\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replaceAll(/\s+/g, ' ')
    .trim();
  setField(change, 'TextPreview', text === '' ? null : text.slice(0, PREVIEW_LENGTH));
}

function refuseNewData(): never {
  // Source: Object Reference, ContentVersion: versions cannot be replaced, only followed by others.
  throw refuse('INVALID_FIELD_FOR_INSERT_UPDATE', 'You cannot change the file of an existing version', [
    'VersionData',
  ]);
}

function versionsOf(context: SaveContext, { model, row }: RowChange): string[] {
  const document = row['ContentDocumentId'];
  return typeof document === 'string' ? context.rows.findIds(model, 'ContentDocumentId', document) : [];
}

/** What a document shows of its latest version. */
function shownOf(row: Readonly<Row>): Row {
  const shown: Row = {};
  for (const name of [
    'Title',
    'Description',
    'ContentSize',
    'FileType',
    'FileExtension',
    'SharingOption',
    'SharingPrivacy',
    'PublishStatus',
    'ContentModifiedDate',
    'OwnerId',
  ]) {
    shown[name] = row[name] ?? null;
  }
  return shown;
}

function makeDocument(context: SaveContext, change: RowChange): void {
  const documents = context.schema.get('ContentDocument');
  if (documents === undefined || typeof change.row['ContentDocumentId'] === 'string') return;
  setField(change, 'ContentDocumentId', context.platform.create(documents, shownOf(change.row)));
}

/** The version before is no longer the latest; the document shows this one; a new document is put in its places. */
export function publishVersion(context: SaveContext, change: RowChange): void {
  const documents = context.schema.get('ContentDocument');
  const { row, before, model } = change;
  const document = row['ContentDocumentId'];
  if (documents === undefined || typeof document !== 'string') return;
  if (before !== undefined) {
    if (row['IsLatest'] === 1) context.platform.update(documents, document, shownOf(row));
    return;
  }
  const older = versionsOf(context, change).filter((id) => id !== row['Id']);
  for (const id of older) {
    if (context.rows.read(model, id)?.['IsLatest'] === 1) context.platform.update(model, id, { IsLatest: 0 });
  }
  context.platform.update(documents, document, {
    ...shownOf(row),
    LatestPublishedVersionId: row['Id'] ?? null,
  });
  if (older.length === 0) putInPlaces(context, document, row);
}

/** Its owner has every file; the place named first sees it. */
function putInPlaces(context: SaveContext, document: string, row: Readonly<Row>): void {
  const links = context.schema.get('ContentDocumentLink');
  if (links === undefined) return;
  const link = (place: Row[string] | undefined, shareType: string): void => {
    if (typeof place !== 'string') return;
    context.platform.create(links, {
      ContentDocumentId: document,
      LinkedEntityId: place,
      ShareType: shareType,
      Visibility: 'AllUsers',
    });
  };
  link(row['OwnerId'], 'I');
  if (row['FirstPublishLocationId'] !== row['OwnerId']) link(row['FirstPublishLocationId'], 'V');
}

/** A link nobody described is for viewers. A second to the same place is refused. */
export function deriveContentLink(context: SaveContext, change: RowChange): void {
  const { row, before, model } = change;
  setField(change, 'ShareType', row['ShareType'] ?? 'V');
  setField(change, 'Visibility', row['Visibility'] ?? 'AllUsers');
  if (before !== undefined) return;
  const known = linksOf(context, model, row);
  if (known !== undefined) {
    const message = `${String(row['ContentDocumentId']).slice(0, 15)} is already linked with ${String(row['LinkedEntityId']).slice(0, 15)}`;
    throw refuse('DUPLICATE_VALUE', `duplicate value found: ${message}`);
  }
}

function linksOf(context: SaveContext, model: ObjectModel, row: Readonly<Row>): string | undefined {
  return context.rows
    .findIds(model, 'ContentDocumentId', row['ContentDocumentId'] ?? null)
    .find((id) => context.rows.read(model, id)?.['LinkedEntityId'] === row['LinkedEntityId']);
}
