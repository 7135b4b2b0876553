/** The addresses that describe names for an object. Source: recorded answers, v48.0 to v59.0. */
import type { ObjectDefinition } from '../org/schema/types.ts';

/** `defaultValues` is in the recorded answers of v48.0, and no longer in those of v59.0. Where it went is assumed. */
const DEFAULT_VALUES_UNTIL = 52;
const OF_RECORDS = ['layouts', 'compactLayouts', 'approvalLayouts', 'quickActions', 'listviews'];
const OF_LAYOUTS = ['layouts', 'compactLayouts'];
/** Objects that differ from the rule of their kind. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  Case: [...OF_RECORDS, 'caseArticleSuggestions', 'caseRowArticleSuggestions'],
  Event: ['layouts', 'compactLayouts', 'quickActions', 'eventSeriesUpdates'],
  OpportunityContactRole: ['layouts', 'compactLayouts', 'quickActions'],
  Task: ['layouts', 'compactLayouts', 'quickActions'],
  User: ['layouts', 'compactLayouts', 'namedLayouts', 'quickActions', 'passwordUtilities'],
  UserRole: ['compactLayouts'],
};
const PATHS: Readonly<Record<string, string>> = {
  layouts: '/describe/layouts',
  compactLayouts: '/describe/compactLayouts',
  approvalLayouts: '/describe/approvalLayouts',
  namedLayouts: '/describe/namedLayouts/{LayoutName}',
  quickActions: '/quickActions',
  listviews: '/listviews',
  caseArticleSuggestions: '/suggestedArticles',
  caseRowArticleSuggestions: '/{ID}/suggestedArticles',
  eventSeriesUpdates: '/{ID}/fromThisEventOnwards',
  passwordUtilities: '/{ID}/password',
  eventSchema: '/eventSchema',
};

export function objectUrls(object: ObjectDefinition, apiVersion: number): Record<string, string> {
  const base = `/services/data/v${apiVersion.toFixed(1)}/sobjects/${object.name}`;
  const urls: Record<string, string> = {
    sobject: base,
    describe: `${base}/describe`,
    rowTemplate: `${base}/{ID}`,
  };
  for (const name of resourcesOf(object)) urls[name] = base + (PATHS[name] ?? '');
  return urls;
}

function resourcesOf(object: ObjectDefinition): readonly string[] {
  const exception = EXCEPTIONS[object.name];
  if (exception !== undefined) return exception;
  if (object.associateEntityType === 'ChangeEvent' || object.kind === 'platformEvent') return ['eventSchema'];
  if (!object.layoutable) return [];
  return object.mruEnabled || object.kind === 'custom' ? OF_RECORDS : OF_LAYOUTS;
}

/** Pages for people; only describe of one object has them. */
export function interfaceUrls(
  object: ObjectDefinition,
  apiVersion: number,
  instanceUrl: string,
): Record<string, string> {
  if (!object.layoutable || object.kind === 'setup') return {};
  const base = `/services/data/v${apiVersion.toFixed(1)}/sobjects/${object.name}`;
  return {
    uiDetailTemplate: `${instanceUrl}/{ID}`,
    uiEditTemplate: `${instanceUrl}/{ID}/e`,
    uiNewRecord: `${instanceUrl}/${object.keyPrefix ?? ''}/e`,
    ...(apiVersion > DEFAULT_VALUES_UNTIL
      ? {}
      : { defaultValues: `${base}/defaultValues?recordTypeId&fields` }),
  };
}
