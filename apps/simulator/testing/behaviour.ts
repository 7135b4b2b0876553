import { test } from 'node:test';

/** Why we believe the real Salesforce does this. Every test over HTTP names exactly one. */
export type Evidence =
  /** Recorded from a real org; where. */
  | { readonly verified: string }
  /** Salesforce's documentation says so; which page. */
  | { readonly documented: string }
  /** Nobody recorded it; why we think so. */
  | { readonly assumed: string }
  /** No org can be made to do it. */
  | { readonly simulator_only: string };

/** A test with its evidence in its name. */
export function behaviour(
  title: string,
  evidence: Evidence,
  body: () => Promise<void> | void,
  options: { readonly skip?: string | false } = {},
): void {
  const [kind] = Object.keys(evidence);
  void test(`${title} [${kind}]`, { skip: options.skip ?? false }, body);
}
