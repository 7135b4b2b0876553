import type { Caller } from '../org/types.ts';
import type { Incoming } from '../http/incoming.ts';
import type { World } from '../world.ts';
import type { XmlElement } from './xml.ts';

/** One call, its session found. */
export interface SoapCall {
  readonly world: World;
  readonly incoming: Incoming;
  readonly caller: Caller;
  readonly session: string;
  /** `67.0`, as in the address. */
  readonly version: string;
  /** The enterprise endpoint knows the org's objects as types; the partner endpoint names the type of each row. */
  readonly enterprise: boolean;
  readonly header: XmlElement | undefined;
  /** The call's element: its children are the parameters. */
  readonly call: XmlElement;
}

/** The content of the response: `<result>…</result>`, or several. @throws SoapFault, SalesforceError */
export type SoapHandler = (call: SoapCall) => string[] | Promise<string[]>;
