/** What a faithful org must do, one line each. `behaviour` tests name the lines they cover; COVERAGE.md is made of both. */
export const CHECKLIST = {
  // Users and permissions
  'access.licences': 'User licences and permission set licences bound what a user can be given',
  'access.permissions': 'Profiles, permission sets and groups add up; muting takes away; assignments expire',
  'access.objects': 'Object permissions decide what is listed, described, queried and written',
  'access.fields':
    'Field-level security: an unreadable field does not exist in describe, SOQL, REST, Bulk and events',
  'access.sharing':
    'Sharing: owner, role hierarchy, organization-wide defaults, shares; View All and Modify All',
  'access.setup-api': "Permission rows are read and written by API, by Salesforce's rules",
  'access.probes':
    'UserPermissionAccess, UserRecordAccess, UserEntityAccess, UserFieldAccess, EntityDefinition, FieldDefinition',
  // OAuth and sign-in
  'oauth.authorize': 'Authorize page, code of 15 minutes used once, exact redirect, denial',
  'oauth.pkce': 'PKCE: a wrong verifier is invalid_request, a missing one invalid_grant',
  'oauth.app-policy': 'App not installed, blocked or not pre-authorised',
  'oauth.api-only': 'API-only users are refused in the browser',
  'oauth.refresh': 'Refresh with and without rotation; a rotated token is refused; idle expiry',
  'oauth.jwt': 'JWT bearer: audience, expiry, signature, pre-authorisation',
  'oauth.client-credentials': 'Client credentials as the run-as user, on My Domain only',
  'oauth.approvals': 'Five approvals for a user and an app; the sixth ends the oldest',
  'oauth.session':
    'Opaque tokens, sliding session timeout, INVALID_SESSION_ID, revoke, introspect, userinfo, identity, signature',
  'oauth.users': 'Frozen, inactive, password-changed and IP-restricted users; login hours',
  'oauth.second-factor': 'E-mail verification and TOTP at first sign-in',
  'oauth.hosts': 'Production, sandbox and My Domain hosts; http and https',
  'oauth.history': 'LoginHistory and token listings',
  'oauth.soap': 'SOAP login and the calls REST lacks',
  // REST
  'rest.versions':
    '/services/data, versions served and retired, case-insensitive names, trailing and double slashes',
  'rest.limits': '/limits, rolling 24 hours, Sforce-Limit-Info on every answer, soft and hard limit',
  'rest.long-requests': 'Concurrent long requests',
  'rest.describe': 'Describe and describe global per user, Last-Modified, ETag, 304',
  'rest.rows': 'Row statuses, 300 for duplicate external ids, deleted and missing rows',
  'rest.conditions': 'Conditional requests: ETag on Account alone, 304, 412, none for DELETE',
  'rest.composite': 'Composite: 25 and 5, references, 304 subanswers, PROCESSING_HALTED',
  'rest.batch': 'Batch: every subrequest is charged',
  'rest.collections': 'Collections: 200, null entries, statusCode',
  'rest.tree': 'Tree: 200 records, five levels',
  'rest.graph': 'Composite graph',
  'rest.replication':
    'updated and deleted: minutes, windows, latestDateCovered behind open transactions, purge, refusals',
  'rest.record-count': 'limits/recordCount',
  'rest.errors': 'Error bodies and codes',
  'soql.paths': 'Fields, relationship paths, subqueries, polymorphic parents, TYPEOF',
  'soql.aggregates': 'COUNT, aggregates, GROUP BY, ROLLUP, CUBE, HAVING',
  'soql.conditions': 'Operators, semi-joins, NULLS, LIMIT, OFFSET to 2000',
  'soql.literals': 'Date and datetime literals, date functions, string escapes',
  'soql.functions': 'toLabel, FORMAT, convertCurrency, DISTANCE',
  'soql.errors': 'Error texts with row and column',
  'soql.paging': 'Locators, batch size, expiry; queryAll',
  'soql.columns': 'columns=true',
  // The commit model and data rules
  'commit.visibility':
    'Stamps at the statement, visible at the commit; whole seconds; the clock can be offset',
  'commit.rollback': 'A failed all-or-none leaves no trace: no row, no history, no event',
  'commit.locks': 'Row locks: UNABLE_TO_LOCK_ROW',
  'data.fields': 'Required fields, lengths, restricted picklists, unique and external ids',
  'data.record-types': 'Record types per profile, defaults, picklist subsets',
  'data.validation': 'Validation rules',
  'data.duplicates': 'Duplicate rules and their header',
  'data.relationships': 'Lookups, master-detail, cascades, recycle bin, hard delete, undelete',
  'data.merge': 'Merge',
  'data.lead-conversion': 'Lead conversion',
  'data.owners': 'Owners: users, queues, inactive ones; assignment rules',
  'data.audit-fields': 'Audit fields at create only',
  'data.person-accounts': 'Person accounts',
  'data.currencies': 'Several currencies, dated rates',
  'data.formulas': 'Formula fields, computed when read, never stamping',
  'data.roll-ups': 'Roll-up summaries, with a switch for stamping',
  'data.history': 'OpportunityHistory, OpportunityFieldHistory',
  'data.activities': 'Tasks and events; LastActivityDate moves silently',
  'data.objects': 'Standard objects as real orgs describe them',
  // Bulk
  'bulk.query': "Query jobs: states, delays, delimiters, gzip, locators, resultPages, another version's 409",
  'bulk.ingest':
    'Ingest jobs: all operations, #N/A, relationship columns, results, unprocessed rows, multipart',
  'bulk.limits': 'Bulk limits, their messages, expiry after seven days',
  // Events
  'events.rpc':
    'Subscribe, GetSchema, GetTopic, Publish, PublishStream; sign-in by metadata; TLS and plaintext',
  'events.schema': 'Avro schemas and their ids, bitmaps, nested ones included',
  'events.header': "Header: merged ids, changeOrigin with the client's tag, commitUser, transaction order",
  'events.replay': 'Replay ids, 72 hours, corrupted ids',
  'events.flow': '100 outstanding events, keepalives',
  'events.selection': 'Entity selection through Tooling, five without the add-on',
  'events.allocation': 'Delivered events, counted per subscriber',
  'events.gaps': 'Gap and overflow events',
  'events.access': 'What a subscriber may see',
  'events.platform': 'Platform events',
  // Faults
  'faults.wire': 'HTML errors, cut and slow bodies, resets, an answer lost after the write',
  'faults.org': 'Org moved or refreshed, clock offset, held transactions',
  'faults.permissions': 'Fields, permissions and users that go in mid-flight',
  // Clients nobody here wrote
  'clients.quirks': 'What unmodified clients send and expect',
} as const;

export type ChecklistLine = keyof typeof CHECKLIST;

/** What of a line is not done, and why. */
export const GAPS: Partial<Record<ChecklistLine, string>> = {};
