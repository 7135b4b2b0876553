import type { ConnectionMethod, SalesforceApp } from '@sync-user/contract';
import type { SetupKindName } from '@sync-user/contract/setup-kinds';
import { useState } from 'react';
import {
  addressProblem,
  isAppWithheld,
  type LoginKind,
  kindOf,
  needsDomain,
  toLoginUrl,
} from '../login-kind.ts';

/** What a form begins with: a connection to repeat, or a user chosen before. */
export interface ConnectPreset {
  readonly method: ConnectionMethod;
  readonly loginUrl: string;
  readonly username: string | null;
}

export interface ConnectFields {
  readonly kind: LoginKind;
  readonly domain: string;
  readonly sandbox: string;
  readonly setup: SetupKindName;
  readonly method: ConnectionMethod;
  readonly username: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Another app than the one there is. */
  readonly ownApp: boolean;
}

export interface ConnectForm {
  readonly fields: ConnectFields;
  readonly set: (change: Partial<ConnectFields>) => void;
  readonly loginUrl: string;
  readonly needsDomain: boolean;
  readonly addressProblem: string | null;
  /** The consumer key is asked for: there is no app, another one is wanted, or the one there is may not be used so. */
  readonly asksApp: boolean;
  /** The installation's app logs users in without a browser for its operators alone. */
  readonly isWithheld: boolean;
  readonly isComplete: boolean;
}

export function useConnectForm(
  app: SalesforceApp,
  preset: ConnectPreset | null,
  isOperator: boolean,
): ConnectForm {
  const [fields, setFields] = useState<ConnectFields>(() => {
    const kind = preset === null ? 'production' : kindOf(preset.loginUrl);
    return {
      kind,
      domain: kind === 'address' ? (preset?.loginUrl ?? '') : '',
      sandbox: '',
      setup: 'dedicated',
      method: preset?.method ?? 'web_server',
      username: preset?.username ?? '',
      clientId: app.source === 'workspace' ? (app.clientId ?? '') : '',
      clientSecret: '',
      ownApp: false,
    };
  });
  const { kind, method, domain, sandbox, username, clientId, clientSecret, ownApp } = fields;
  const loginUrl = toLoginUrl(kind, method, domain, sandbox);
  const isWithheld = isAppWithheld(app.source, method, isOperator);
  const asksApp =
    app.source === 'none' || ownApp || isWithheld || (method === 'client_credentials' && !app.hasSecret);
  const hasApp = asksApp
    ? clientId.trim() !== '' && (method !== 'client_credentials' || clientSecret.trim() !== '')
    : true;
  const isComplete =
    loginUrl !== '' &&
    hasApp &&
    (method !== 'jwt' || (username.trim() !== '' && !asksApp && app.certificate !== null));
  return {
    fields,
    set: (change) => setFields((before) => ({ ...before, ...change })),
    loginUrl,
    needsDomain: needsDomain(kind, method),
    addressProblem: addressProblem(kind, method, loginUrl),
    asksApp,
    isWithheld,
    isComplete,
  };
}
