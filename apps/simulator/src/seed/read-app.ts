/** `apps` of a seed. */
import { OAUTH_FLOWS } from '../oauth/apps.ts';
import type { SeedApp } from './seed.ts';
import type { SeedReader } from './seed-reader.ts';

const DEFAULT_SCOPES = ['api', 'refresh_token', 'id', 'openid', 'profile', 'email'];
const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export function readApp(reader: SeedReader): SeedApp {
  const scopes = reader.texts('scopes');
  const idleDays = reader.number('refreshTokenIdleDays', { min: 0, max: 3650 });
  const lifetimeDays = reader.number('refreshTokenLifetimeDays', { min: 0, max: 3650 });
  const sessionMinutes = reader.number('sessionTimeoutMinutes', { min: 1, max: 1440 });
  const profiles = reader.texts('profiles');
  const permissionSets = reader.texts('permissionSets');
  const disabled = reader.texts('disabledFlows');
  for (const flow of disabled) {
    if (OAUTH_FLOWS.some((known) => known === flow)) continue;
    reader.problem('disabledFlows', `"${flow}" is not one of ${OAUTH_FLOWS.join(', ')}`);
  }
  return {
    name: reader.text('name'),
    consumerKey: reader.text('consumerKey'),
    consumerSecret: reader.optionalText('consumerSecret') ?? null,
    certificate:
      reader.optionalText('certificate', {
        pattern: /-----BEGIN (?:CERTIFICATE|PUBLIC KEY)-----/,
        wants: 'a certificate or public key in PEM form',
      }) ?? null,
    callbackUrls: reader.texts('callbackUrls'),
    scopes: scopes.length === 0 ? DEFAULT_SCOPES : scopes,
    runAsUsername: reader.optionalText('runAs') ?? null,
    refreshTokenRotation: reader.flag('refreshTokenRotation', false),
    preAuthorized: reader.flag('preAuthorized', false),
    requirePkce: reader.flag('requirePkce', false),
    requireSecretForWebServerFlow: reader.flag('requireSecretForWebServerFlow', true),
    requireSecretForRefreshToken: reader.flag('requireSecretForRefreshToken', true),
    refreshTokenIdleMs: idleDays === undefined ? null : idleDays * DAY_MS,
    refreshTokenLifetimeMs: lifetimeDays === undefined ? null : lifetimeDays * DAY_MS,
    sessionTimeoutMs: sessionMinutes === undefined ? null : sessionMinutes * MINUTE_MS,
    installed: reader.flag('installed', true),
    blocked: reader.flag('blocked', false),
    adminApproved: reader.flag('adminApproved', profiles.length + permissionSets.length > 0),
    ipRelaxation: reader.oneOf('ipRelaxation', ['enforce', 'relax']) ?? 'enforce',
    disabledFlows: OAUTH_FLOWS.filter((flow) => disabled.includes(flow)),
    profiles,
    permissionSets,
  };
}
