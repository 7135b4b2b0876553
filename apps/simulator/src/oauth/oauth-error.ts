import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';

/** A refusal of the token endpoint. Texts: facts 1.4, most of them as quoted by clients in the wild. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly error: string;
  readonly status: number;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.error = error;
    this.status = status;
  }
}

export function oauthErrorAnswer(error: OAuthError): Answer {
  return json(error.status, { error: error.error, error_description: error.message }, NO_STORE);
}

export const NO_STORE = { 'Cache-Control': 'no-cache, no-store', Pragma: 'no-cache' } as const;
