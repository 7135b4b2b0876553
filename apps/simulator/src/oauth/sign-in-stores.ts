import type { DatabaseSync } from 'node:sqlite';
import type { OrgClock } from '../org/types.ts';
import { LoginPolicyStore } from './login-policies.ts';
import { Verification } from './verification.ts';

/** What sign-in remembers beside passwords and tokens. */
export interface SignInStores {
  readonly policies: LoginPolicyStore;
  readonly verification: Verification;
}

export function openSignInStores(database: DatabaseSync, clock: OrgClock): SignInStores {
  return {
    policies: new LoginPolicyStore(database),
    verification: new Verification(database, clock),
  };
}
