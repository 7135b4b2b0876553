/** Channels of change events, which only the Tooling API shows, and how much they carry. Source: Tooling API Developer Guide; facts 6.9. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  audit,
  dateTime,
  id,
  integer,
  isDeleted,
  readOnly,
  restrictedPicklist,
  text,
  textArea,
} from './field-helpers.ts';
import { setupObject, writable } from './object-helpers.ts';

/** `FullName`, and `Metadata` as JSON: the Tooling API hands them out parsed. */
const metadata = () => [
  text('DeveloperName', 80, { nameField: true }),
  text('FullName', 255),
  text('QualifiedApiName', 255),
  text('Language', 5),
  text('MasterLabel', 80),
  text('NamespacePrefix', 15),
  text('ManageableState', 20),
  textArea('Metadata', 131_072),
];

const channel = setupObject('PlatformEventChannel', '0YL', {
  ...writable,
  fields: [
    id('Platform Event Channel'),
    isDeleted(),
    ...metadata(),
    text('ChannelType', 40),
    text('EventType', 40),
    ...audit(),
  ],
});

const member = setupObject('PlatformEventChannelMember', '0v8', {
  ...writable,
  fields: [
    id('Platform Event Channel Member'),
    isDeleted(),
    ...metadata(),
    text('EventChannel', 255),
    text('SelectedEntity', 255),
    textArea('FilterExpression', 131_072),
    ...audit(),
  ],
});

const subscription = setupObject('ManagedEventSubscription', '18x', {
  ...writable,
  fields: [
    id('Managed Event Subscription'),
    isDeleted(),
    ...metadata(),
    text('TopicName', 255),
    text('DefaultReplay', 20),
    text('ErrorRecoveryReplay', 20),
    text('State', 20),
    ...audit(),
  ],
});

/** Source: Object Reference, PlatformEventUsageMetric. Rows: events/usage-metrics.ts. */
const usageMetric = setupObject('PlatformEventUsageMetric', '0pE', {
  fields: [
    id('Platform Event Usage Metric'),
    restrictedPicklist(
      'Name',
      'CHANGE_EVENTS_DELIVERED|CHANGE_EVENTS_PUBLISHED|PLATFORM_EVENTS_DELIVERED|PLATFORM_EVENTS_PUBLISHED',
      { ...readOnly, nillable: false },
    ),
    dateTime('StartDate', readOnly),
    dateTime('EndDate', readOnly),
    integer('Value', 9, readOnly),
    text('ExternalId', 255, readOnly),
  ],
});

export const EVENT_OBJECTS: readonly ObjectDeclaration[] = [channel, member, subscription, usageMetric];
