import { z } from 'zod';
import { FIELD_POLICIES } from '../states/field-state.ts';
import { READ_MODES } from '../states/reading.ts';
import { Instant } from './common-schemas.ts';
import { PERMISSION_POLICIES } from './permission-schemas.ts';
import { Forecast, ReadInterval } from './plan-schemas.ts';

/** What a configuration file begins with, and the version of its form. */
export const CONFIGURATION_FORMAT = 'sync-user-configuration';
export const CONFIGURATION_VERSION = 1;

/** API name of an object or field, namespace and ending included. */
const DeveloperName = z
  .string()
  .regex(/^[A-Za-z]\w{0,99}$/, 'This is no API name: letters, digits and _, beginning with a letter.');

/** One object. What it leaves out is the default, not what the workspace happens to have. */
export const ConfiguredObject = z
  .strictObject({
    mode: z.enum(READ_MODES).default('auto'),
    intervalSeconds: ReadInterval.nullable().default(null).describe('Null: the workspace’s'),
    rowFilter: z.string().trim().min(1).max(4000).nullable().default(null),
    fields: z
      .record(DeveloperName, z.string().min(1).max(40))
      .refine((fields) => Object.keys(fields).length > 0, 'Name at least one field.')
      .describe('Field → Salesforce’s type of it'),
    private: z.array(DeveloperName).max(1000).default([]).describe('Never asked for'),
    changeEvents: z
      .boolean()
      .optional()
      .describe('Whether its org sends change events of it; compared, and turned on by nobody but a person'),
    recordTypes: z
      .array(z.string().min(1).max(120))
      .max(1000)
      .optional()
      .describe('Active record types where it comes from, by developer name; compared'),
    picklists: z
      .record(DeveloperName, z.array(z.string().max(255)).max(5000))
      .optional()
      .describe('Field → active values where it comes from; compared'),
  })
  .meta({ id: 'ConfiguredObject' });
export type ConfiguredObject = z.infer<typeof ConfiguredObject>;

/** What a configuration file says, by developer names: no ids, no secrets. Sections that are absent change nothing. */
export const Configuration = z
  .strictObject({
    format: z.literal(CONFIGURATION_FORMAT),
    version: z.literal(CONFIGURATION_VERSION),
    from: z
      .strictObject({
        workspace: z.string().max(120),
        organization: z.string().max(200).nullable().default(null),
        sandbox: z.boolean().nullable().default(null),
      })
      .optional()
      .describe('Where it was exported, for people'),
    workspace: z
      .strictObject({
        pollIntervalSeconds: z.number().int().min(5).max(86_400),
        permissionPolicy: z.enum(PERMISSION_POLICIES),
        newFields: z.enum(FIELD_POLICIES),
        apiSharePercent: z.number().int().min(1).max(100),
        apiFloorPercent: z.number().int().min(0).max(50),
        changeEvents: z
          .boolean()
          .describe('False: change events are switched off, and every object is polled'),
        censusEveryHours: z.number().int().min(0).max(720).nullable().describe('Null: the installation’s'),
      })
      .partial()
      .optional(),
    notices: z
      .strictObject({ emails: z.array(z.email().max(200)).max(20), emailAdmins: z.boolean() })
      .partial()
      .optional(),
    objects: z.record(DeveloperName, ConfiguredObject).default({}),
  })
  .meta({ id: 'Configuration' });
export type Configuration = z.infer<typeof Configuration>;

export const ConfigurationFile = z
  .object({
    fileName: z.string(),
    text: z.string().describe('YAML'),
    objects: z.number().int(),
    fields: z.number().int(),
    notes: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .describe('What will not hold in another org, such as a record’s id in a row filter'),
  })
  .meta({ id: 'ConfigurationFile' });
export type ConfigurationFile = z.infer<typeof ConfigurationFile>;

/** Something about a file that this workspace’s org does not have, or has otherwise. */
export const ConfigurationProblem = z
  .object({
    severity: z
      .enum(['refused', 'warning'])
      .describe('What is refused keeps the whole file from being applied'),
    path: z.string().describe('Place in the file: objects.Account.fields.Region__c'),
    line: z.number().int().nullable().describe('Line of the file'),
    message: z.string(),
    fix: z.string(),
  })
  .meta({ id: 'ConfigurationProblem' });
export type ConfigurationProblem = z.infer<typeof ConfigurationProblem>;

export const CONFIGURATION_SUBJECTS = [
  'object',
  'field',
  'privacy',
  'row_filter',
  'reading',
  'workspace',
  'notices',
] as const;

/** One line of the difference. */
export const ConfigurationChange = z
  .object({
    kind: z.enum(['add', 'change', 'remove']),
    subject: z.enum(CONFIGURATION_SUBJECTS),
    object: z.string().nullable(),
    name: z.string().describe('The field, the setting, or the object itself'),
    before: z.string().nullable(),
    after: z.string().nullable(),
    effect: z.string().describe('What becomes of the data'),
  })
  .meta({ id: 'ConfigurationChange' });
export type ConfigurationChange = z.infer<typeof ConfigurationChange>;

/** Reading that applying a file sets off, once. */
export const ConfigurationLoad = z
  .object({
    object: z.string(),
    kind: z
      .enum(['first_load', 'columns', 'rows'])
      .describe('All of it, some columns, or the rows of a filter'),
    rows: z.number().int().nullable(),
    by: z.enum(['bulk', 'query']).nullable(),
    calls: z.number().nullable().describe('About; null: the org does not say how many rows there are'),
  })
  .meta({ id: 'ConfigurationLoad' });
export type ConfigurationLoad = z.infer<typeof ConfigurationLoad>;

/** A dry run: what a file would change here, and what stands against it. */
export const ConfigurationPlan = z
  .object({
    version: z.string().describe('Of this plan; applying asks for it, so that what was read is what is done'),
    exact: z.boolean(),
    from: z
      .object({
        workspace: z.string(),
        organization: z.string().nullable(),
        sandbox: z.boolean().nullable(),
      })
      .nullable()
      .describe('Where the file comes from'),
    to: z.object({
      workspace: z.string(),
      organization: z.string().nullable(),
      sandbox: z.boolean().nullable(),
    }),
    canApply: z.boolean().describe('Nothing is refused'),
    problems: z.array(ConfigurationProblem),
    changes: z.array(ConfigurationChange).describe('Empty: the workspace is as the file says'),
    onlyHere: z
      .array(z.string())
      .describe('Objects that the file does not name; they stay, unless it is exact'),
    loads: z.array(ConfigurationLoad),
    callsOnce: z.number().describe('API calls that these loads take, about'),
    forecast: Forecast.nullable().describe(
      'A day before and after; null when no object is added or read otherwise',
    ),
  })
  .meta({ id: 'ConfigurationPlan' });
export type ConfigurationPlan = z.infer<typeof ConfigurationPlan>;

const FileText = z.string().min(1).max(900_000).describe('The file: YAML, or JSON');

export const ConfigurationQuestion = z
  .object({
    file: FileText,
    exact: z
      .boolean()
      .default(false)
      .describe('Also stop what the file does not name: objects, fields, and the privacy of fields'),
  })
  .meta({ id: 'ConfigurationQuestion' });

export const ConfigurationOrder = ConfigurationQuestion.extend({
  version: z.string().max(100).optional().describe('Of the plan that was read; another plan is refused then'),
}).meta({ id: 'ConfigurationOrder' });

/** What the workspace was set to before a file was applied. */
export const ConfigurationSnapshot = z
  .object({
    id: z.number().int(),
    takenAt: Instant,
    takenBy: z.string(),
    from: z.string().nullable().describe('Workspace the applied file came from'),
    changes: z.number().int().describe('Lines of the difference that was applied'),
    objects: z.number().int().describe('Objects the workspace had before'),
    rolledBackAt: Instant.nullable(),
    rolledBackBy: z.string().nullable(),
  })
  .meta({ id: 'ConfigurationSnapshot' });
export type ConfigurationSnapshot = z.infer<typeof ConfigurationSnapshot>;

export const ConfigurationOutcome = z
  .object({
    applied: z.boolean().describe('False: there was nothing to change, or it was only asked about'),
    plan: ConfigurationPlan,
    snapshot: ConfigurationSnapshot.nullable().describe('The way back, or what was gone back to'),
  })
  .meta({ id: 'ConfigurationOutcome' });
export type ConfigurationOutcome = z.infer<typeof ConfigurationOutcome>;

export const ConfigurationRollBack = z
  .object({
    snapshot: z.number().int().optional().describe('Absent: the latest that was not gone back to'),
    checkOnly: z.boolean().default(false).describe('Show what would change, and change nothing'),
  })
  .meta({ id: 'ConfigurationRollBack' });
