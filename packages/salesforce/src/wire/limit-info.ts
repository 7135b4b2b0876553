import { HEADERS } from '../constants.ts';
import { type AnswerHeaders, headerText } from '../http/header-text.ts';

/**
 * The org's calls of the last 24 hours and its allowance, which nearly every REST answer carries:
 * `api-usage=25/5000; per-app-api-usage=17/250(appName=sample)`.
 * Source: REST API Developer Guide, "Limit Info Header".
 */
export function readLimitInfo(headers: AnswerHeaders): { used: number; limit: number } | undefined {
  const usage = /(?:^|[\s;,])api-usage=(\d+)\/(\d+)/.exec(headerText(headers, HEADERS.limitInfo) ?? '');
  return usage === null ? undefined : { used: Number(usage[1]), limit: Number(usage[2]) };
}
