import { isSyncError, SyncError } from '@sync-user/contract';
import { type CallContext, type EventSelection, fromEventName, toEventName } from '@sync-user/engine';
import { DATA_PATH } from '../constants.ts';
import { createApiVersions } from '../org/api-versions.ts';
import { callForJson, type OrgRequest } from '../org/call-org.ts';
import { type SourceOrgOptions, toOrgConnection } from '../org/source-org.ts';
import { isJsonObject, jsonArray, jsonObject, text } from '../wire/read-json.ts';

/** The channel that Setup shows and that needs no set-up of its own. */
export const DEFAULT_CHANNEL = 'ChangeEvents';

/** Which objects of an org have change events, as one connection sees and changes it. */
export interface EventSelector {
  /** Two API calls. What the user may not see is null. */
  read(context: CallContext): Promise<EventSelection>;
  /**
   * Selects one more object; it is fine when it is selected already.
   * @throws `EVENTS_NOT_POSSIBLE` with Salesforce's words
   */
  select(sobject: string, context: CallContext): Promise<void>;
  /**
   * Takes the object off the channel that Setup shows; it is fine when it is not on it.
   * @throws `EVENTS_NOT_POSSIBLE` with Salesforce's words
   */
  deselect(sobject: string, context: CallContext): Promise<void>;
}

const MEMBERS = 'SELECT SelectedEntity, EventChannel FROM PlatformEventChannelMember';

export function createEventSelector(options: SourceOrgOptions): EventSelector {
  const org = toOrgConnection(options);
  const versions = createApiVersions(org, options.apiVersion);
  const send = async (
    request: Pick<OrgRequest, 'method' | 'path' | 'json' | 'repeatable'>,
    context: CallContext,
  ): Promise<unknown> => {
    const path = `${DATA_PATH}/v${await versions.current(context)}${request.path}`;
    const whole = { ...request, path, readsObject: false, authenticated: true, counted: true };
    return (await callForJson(org, whole, context)).body;
  };
  const ask = async (path: string, context: CallContext): Promise<unknown> => {
    try {
      return await send({ method: 'GET', path, repeatable: true }, context);
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  };

  return {
    async read(context) {
      const members = await ask(`/tooling/query?q=${encodeURIComponent(MEMBERS)}`, context);
      const limits = await ask('/limits', context);
      return { ...toEntities(members), ...toDeliveries(limits) };
    },

    /** Source: Tooling API, "PlatformEventChannelMember"; underscores of a custom object's event are single in the full name. */
    async select(sobject, context) {
      const selectedEntity = toEventName(sobject);
      const json = {
        FullName: `${DEFAULT_CHANNEL}_${selectedEntity.replaceAll('__', '_')}`,
        Metadata: { eventChannel: DEFAULT_CHANNEL, selectedEntity },
      };
      const path = '/tooling/sobjects/PlatformEventChannelMember';
      try {
        await send({ method: 'POST', path, json, repeatable: false }, context);
      } catch (error) {
        if (!isSyncError(error)) throw error;
        if (/DUPLICATE/.test(String(error.details['salesforceCode']))) return;
        if (!isRefusal(error)) throw error;
        throw refused(
          `Salesforce does not select ${sobject} for change events: ${error.message}`,
          sobject,
          error,
        );
      }
    },

    /** Source: Tooling API, "PlatformEventChannelMember" (DELETE). */
    async deselect(sobject, context) {
      const soql = `SELECT Id FROM PlatformEventChannelMember WHERE EventChannel = '${DEFAULT_CHANNEL}' AND SelectedEntity = '${toEventName(sobject)}'`;
      const path = `/tooling/query?q=${encodeURIComponent(soql)}`;
      try {
        const answer = jsonObject(
          await send({ method: 'GET', path, repeatable: true }, context),
          'the member',
        );
        for (const row of jsonArray(answer['records'], 'the channel members')) {
          const id = encodeURIComponent(text(jsonObject(row, 'a channel member'), 'Id'));
          const member = `/tooling/sobjects/PlatformEventChannelMember/${id}`;
          await send({ method: 'DELETE', path: member, repeatable: true }, context);
        }
      } catch (error) {
        if (!isSyncError(error) || !isRefusal(error)) throw error;
        const words = `Salesforce does not take ${sobject} off its change events: ${error.message}`;
        throw refused(words, sobject, error);
      }
    },
  };
}

function refused(words: string, sobject: string, cause: SyncError): SyncError {
  return new SyncError('EVENTS_NOT_POSSIBLE', words, { ...cause.details, sobject }, { cause });
}

/** Refused because of who asks or what is asked; anything else passes or concerns the connection. */
function isRefusal(error: unknown): boolean {
  return isSyncError(
    error,
    'SF_OBJECT_NOT_READABLE',
    'SF_FIELD_NOT_READABLE',
    'SF_INSUFFICIENT_ACCESS',
    'SF_QUERY_REFUSED',
    'SF_BULK_LIMIT',
    'SF_NOT_FOUND',
    'SF_UNEXPECTED',
  );
}

/** One object is counted once, however many channels have it. Source: Change Data Capture Developer Guide, "Allocations". */
function toEntities(answer: unknown): Pick<EventSelection, 'entities' | 'entitiesUsed'> {
  if (answer === undefined) return { entities: null, entitiesUsed: null };
  const ours = new Set<string>();
  const all = new Set<string>();
  for (const row of jsonArray(jsonObject(answer, 'the channel members')['records'], 'the channel members')) {
    const member = jsonObject(row, 'a channel member');
    const sobject = fromEventName(String(member['SelectedEntity']));
    if (sobject === undefined) continue;
    all.add(sobject);
    if (member['EventChannel'] === DEFAULT_CHANNEL) ours.add(sobject);
  }
  return { entities: [...ours].toSorted(), entitiesUsed: all.size };
}

function toDeliveries(answer: unknown): Pick<EventSelection, 'deliveriesPerDay' | 'deliveriesLeft'> {
  const limit = isJsonObject(answer) ? answer['DailyDeliveredPlatformEvents'] : undefined;
  const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  return isJsonObject(limit)
    ? { deliveriesPerDay: numberOf(limit['Max']), deliveriesLeft: numberOf(limit['Remaining']) }
    : { deliveriesPerDay: null, deliveriesLeft: null };
}
