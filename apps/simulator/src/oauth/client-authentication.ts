import { timingSafeEqual } from 'node:crypto';
import type { Incoming } from '../http/incoming.ts';
import type { World } from '../world.ts';
import type { App } from './apps.ts';
import { OAuthError } from './oauth-error.ts';

export interface ClientCredentials {
  readonly clientId: string | null;
  readonly clientSecret: string | null;
}

/** From the form, else from a Basic header (simple-salesforce sends that). */
export function readClientCredentials(incoming: Incoming, form: URLSearchParams): ClientCredentials {
  const basic = /^Basic\s+(\S+)$/i.exec(incoming.headers['authorization'] ?? '')?.[1];
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString();
    const colon = text.indexOf(':');
    return { clientId: decode(text.slice(0, colon)), clientSecret: decode(text.slice(colon + 1)) };
  }
  return { clientId: form.get('client_id'), clientSecret: form.get('client_secret') };
}

/** @throws OAuthError `invalid_client_id` */
export function assertApp(world: World, clientId: string | null): App {
  const app = clientId === null ? undefined : world.apps.read(clientId);
  if (app === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  return app;
}

/** A secret that is sent must be right; one that is `required` must be sent. @throws OAuthError `invalid_client` */
export function assertSecret(app: App, secret: string | null, required: boolean): void {
  if (secret === null || secret === '') {
    if (required && app.consumerSecret !== null) {
      throw new OAuthError('invalid_client', 'invalid client credentials');
    }
    return;
  }
  if (!sameText(secret, app.consumerSecret ?? '')) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
}

function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // RFC 6749 says to encode; many clients do not, and a bare `%` is then part of the secret.
    return text;
  }
}
