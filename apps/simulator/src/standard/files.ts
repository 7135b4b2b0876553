/** Attachments, and files with their versions and the records they are shown on. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  base64,
  checkbox,
  createOnly,
  dateTime,
  id,
  integer,
  isDeleted,
  lastViewed,
  lookup,
  owner,
  readOnly,
  required,
  restrictedPicklist,
  system,
  systemModstamp,
  text,
  textArea,
  url,
} from './field-helpers.ts';
import { recordObject } from './object-helpers.ts';

/** What an attachment can hang on; custom objects too, where a seed defines some. */
export const ATTACHMENT_PARENTS =
  'Account Asset Campaign Case Contact Contract EmailMessage EmailTemplate Event Lead Opportunity Order Product2 Solution Task';
/** What a file can be shown on. */
const FILE_PLACES =
  'Account Asset Campaign Case CollaborationGroup Contact ContentWorkspace Contract EmailMessage EmailTemplate Event ' +
  'Lead Opportunity Order Organization Product2 Solution Task User';
const PRIVACY = 'N=Visible to Anyone With Record Access|P=Private on Records';
const SHARING = 'A=Allowed|R=Restricted';
const PUBLISHED = 'P=Public|R=Personal Library|U=Upload Interrupted';

const fixed = { ...createOnly, nillable: false } as const;

const attachment: ObjectDeclaration = recordObject('Attachment', '00P', {
  mruEnabled: false,
  layoutable: false,
  searchable: false,
  fields: [
    id('Attachment'),
    isDeleted(),
    lookup('ParentId', ATTACHMENT_PARENTS, {
      ...fixed,
      childRelationshipName: 'Attachments',
      cascadeDelete: true,
    }),
    text('Name', 255, { ...required, nameField: true, label: 'File Name' }),
    checkbox('IsPrivate', { ...always, label: 'Private' }),
    text('ContentType', 120, always),
    integer('BodyLength', 9, { ...readOnly, filterable: true }),
    base64('Body', { nillable: false }),
    owner(),
    ...audit(),
    textArea('Description', 500, { ...always, filterable: true, sortable: true, groupable: false }),
  ],
});

const contentDocument: ObjectDeclaration = recordObject('ContentDocument', '069', {
  createable: false,
  feedEnabled: true,
  fields: [
    id('ContentDocument'),
    ...audit(),
    checkbox('IsArchived', { ...always, createable: false, label: 'Is Archived' }),
    lookup('ArchivedById', 'User', { ...readOnly, relationshipName: null }),
    dateTime('ArchivedDate', readOnly),
    isDeleted(),
    lookup('OwnerId', 'User', { ...required, createable: false }),
    text('Title', 255, { ...required, createable: false, nameField: true }),
    restrictedPicklist('PublishStatus', PUBLISHED, { ...readOnly, nillable: false }),
    lookup('LatestPublishedVersionId', 'ContentVersion', {
      ...readOnly,
      label: 'Latest Published Version ID',
    }),
    lookup('ParentId', 'ContentWorkspace', { ...always, createable: false, label: 'Parent ID' }),
    ...lastViewed(),
    textArea('Description', 1000, { ...always, createable: false, filterable: true, sortable: true }),
    integer('ContentSize', 9, { ...readOnly, label: 'Size' }),
    text('FileType', 20, readOnly),
    text('FileExtension', 40, readOnly),
    restrictedPicklist('SharingOption', SHARING, { ...always, createable: false }),
    restrictedPicklist('SharingPrivacy', PRIVACY, {
      ...always,
      createable: false,
      label: 'File Privacy on Records',
    }),
    dateTime('ContentModifiedDate', { ...readOnly, label: 'Content Modified Date' }),
    lookup('ContentAssetId', 'ContentAsset', { ...readOnly, label: 'Asset File ID' }),
  ],
});

const contentVersion: ObjectDeclaration = recordObject('ContentVersion', '068', {
  deletable: false,
  undeletable: false,
  fields: [
    id('ContentVersion'),
    lookup('ContentDocumentId', 'ContentDocument', {
      ...createOnly,
      childRelationshipName: 'ContentVersions',
      cascadeDelete: true,
    }),
    checkbox('IsLatest', { ...system, label: 'Is Latest' }),
    url('ContentUrl', { ...always, length: 1300, label: 'Content URL', filterable: false, sortable: false }),
    text('VersionNumber', 20, { ...readOnly, label: 'Version Number' }),
    text('Title', 255, { ...always, nillable: false, defaultedOnCreate: true, nameField: true }),
    textArea('Description', 1000, { ...always, filterable: true, sortable: true }),
    textArea('ReasonForChange', 1000, { ...always, filterable: true, sortable: true }),
    restrictedPicklist('SharingOption', SHARING.replace('A=', '*A='), {
      ...always,
      nillable: false,
      label: 'Prevent others from sharing and unsharing',
    }),
    restrictedPicklist('SharingPrivacy', PRIVACY.replace('N=', '*N='), {
      ...always,
      nillable: false,
      label: 'File Privacy on Records',
    }),
    text('PathOnClient', 500, createOnly),
    integer('RatingCount', 9, readOnly),
    isDeleted(),
    dateTime('ContentModifiedDate', { ...readOnly, nillable: false, label: 'Content Modified Date' }),
    lookup('ContentModifiedById', 'User', { ...readOnly, nillable: false, label: 'User ID' }),
    integer('PositiveRatingCount', 9, readOnly),
    integer('NegativeRatingCount', 9, readOnly),
    integer('FeaturedContentBoost', 9, readOnly),
    dateTime('FeaturedContentDate', readOnly),
    owner(),
    ...audit(),
    textArea('TagCsv', 2000, { ...always, label: 'Tags' }),
    text('FileType', 20, { ...readOnly, nillable: false }),
    restrictedPicklist('PublishStatus', PUBLISHED, { ...readOnly, nillable: false }),
    base64('VersionData', { nillable: true }),
    integer('ContentSize', 9, { ...readOnly, label: 'Size' }),
    text('FileExtension', 40, readOnly),
    lookup('FirstPublishLocationId', FILE_PLACES, {
      ...createOnly,
      label: 'First Publish Location ID',
    }),
    restrictedPicklist('Origin', '*C=Content|H=Chatter', { ...createOnly, label: 'Content Origin' }),
    restrictedPicklist('ContentLocation', '*S=Salesforce|E=External|L=Social Customer Service', {
      ...createOnly,
      label: 'Content Location',
    }),
    text('TextPreview', 255, readOnly),
    text('ExternalDocumentInfo1', 1000, { ...always, filterable: false, sortable: false, groupable: false }),
    text('ExternalDocumentInfo2', 1000, { ...always, filterable: false, sortable: false, groupable: false }),
    lookup('ExternalDataSourceId', 'ExternalDataSource', { ...createOnly, label: 'External Data Source ID' }),
    text('Checksum', 50, readOnly),
    checkbox('IsMajorVersion', { ...createOnly, defaultValue: true, label: 'Major Version' }),
    checkbox('IsAssetEnabled', { ...createOnly, label: 'Asset File Enabled' }),
    url('VersionDataUrl', { ...readOnly, filterable: false, sortable: false, groupable: false }),
  ],
});

const contentDocumentLink: ObjectDeclaration = recordObject('ContentDocumentLink', '06A', {
  undeletable: false,
  searchable: false,
  layoutable: false,
  mruEnabled: false,
  recycleBin: false,
  fields: [
    id('ContentDocumentLink'),
    lookup('LinkedEntityId', FILE_PLACES, {
      ...fixed,
      childRelationshipName: 'ContentDocumentLinks',
      cascadeDelete: true,
    }),
    lookup('ContentDocumentId', 'ContentDocument', {
      ...fixed,
      childRelationshipName: 'ContentDocumentLinks',
      cascadeDelete: true,
    }),
    isDeleted(),
    systemModstamp(),
    restrictedPicklist('ShareType', 'V=Viewer|C=Collaborator|I=Inferred', {
      ...always,
      defaultedOnCreate: true,
    }),
    restrictedPicklist('Visibility', 'AllUsers|InternalUsers|SharedUsers', {
      ...always,
      defaultedOnCreate: true,
    }),
  ],
});

/** A document that is a note. Source: Object Reference, ContentNote; a public describe of it. */
const contentNote: ObjectDeclaration = recordObject('ContentNote', '069', {
  label: 'Note',
  undeletable: false,
  replicateable: false,
  triggerable: false,
  recycleBin: false,
  view: true,
  fields: [
    id('Note'),
    text('Title', 255, { ...required, nameField: true }),
    lookup('CreatedById', 'User', system),
    dateTime('CreatedDate', { ...system, label: 'Created' }),
    lookup('LastModifiedById', 'User', system),
    dateTime('LastModifiedDate', { ...system, label: 'Last Modified' }),
    dateTime('ContentModifiedDate', { ...readOnly, label: 'Content Modified Date' }),
    dateTime('LastViewedDate', readOnly),
    text('FileType', 20, readOnly),
    text('TextPreview', 255, readOnly),
    integer('ContentSize', 9, readOnly),
    isDeleted(),
    text('FileExtension', 40, readOnly),
    lookup('LatestPublishedVersionId', 'ContentVersion', { ...readOnly, label: 'ContentVersion ID' }),
    lookup('OwnerId', 'User', { ...system, label: 'Owner ID' }),
    lookup('LatestContentId', 'ContentBody', { ...readOnly, label: 'Content Body ID' }),
    base64('Content', { nillable: true }),
    checkbox('IsReadOnly', { ...system, filterable: false, label: 'Is Read Only' }),
    restrictedPicklist('SharingPrivacy', PRIVACY.replace('N=', '*N='), {
      ...createOnly,
      label: 'Note Privacy on Records',
    }),
  ],
});

export const FILE_OBJECTS: readonly ObjectDeclaration[] = [
  attachment,
  contentDocument,
  contentVersion,
  contentDocumentLink,
  contentNote,
];
