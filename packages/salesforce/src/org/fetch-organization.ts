import type { CallContext } from '@sync-user/engine';
import { optionalText, text } from '../wire/read-json.ts';
import { type ProbeOptions, queryOne } from './probe.ts';

/** The org behind a token. */
export interface OrganizationFacts {
  /** 18 characters, `00D…`. */
  readonly id: string;
  readonly name: string;
  readonly isSandbox: boolean;
  /** `Enterprise Edition`, `Developer Edition` … */
  readonly type: string;
  /** `NA139`, `CS420` …; null where Salesforce does not say. */
  readonly instance: string | null;
}

/**
 * Reads what the org says of itself: one API call.
 * Source: Object Reference, "Organization"; every user may read it.
 */
export async function fetchOrganization(
  options: ProbeOptions,
  context: CallContext,
): Promise<OrganizationFacts> {
  const soql = 'SELECT Id, Name, IsSandbox, OrganizationType, InstanceName FROM Organization';
  const found = await queryOne(options, soql, context);
  return {
    id: text(found, 'Id'),
    name: text(found, 'Name'),
    isSandbox: found['IsSandbox'] === true,
    type: optionalText(found, 'OrganizationType') ?? 'unknown',
    instance: optionalText(found, 'InstanceName') ?? null,
  };
}
