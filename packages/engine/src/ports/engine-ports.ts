import type { Clock } from './clock.ts';
import type { FieldStore } from './field-store.ts';
import type { LinkStore } from './link-store.ts';
import type { Mirror } from './mirror.ts';
import type { ObjectStore } from './object-store.ts';
import type { SourceOrg } from './source-org.ts';

/** Everything the engine touches, for one workspace's connection. */
export interface EnginePorts {
  readonly org: SourceOrg;
  readonly objects: ObjectStore;
  readonly mirror: Mirror;
  readonly fields: FieldStore;
  readonly links: LinkStore;
  readonly clock: Clock;
}
