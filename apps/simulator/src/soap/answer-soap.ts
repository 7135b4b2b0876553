/** `/services/Soap/u/NN.0` (partner) and `/services/Soap/c/NN.0` (enterprise). */
import { SalesforceError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { assertInstanceHost } from '../oauth/hosts.ts';
import { apiRefusal } from '../oauth/session-scope.ts';
import { sourceIpOf } from '../oauth/login-history.ts';
import { isRetired, isServed } from '../rest/versions.ts';
import { readUser } from '../users.ts';
import type { World } from '../world.ts';
import { callAnswer, faultAnswer, SoapClientFault, SoapFault } from './fault.ts';
import { getServerTimestamp, getUserInfo, login, logout, setUserPassword } from './login.ts';
import {
  describeGlobal,
  describeSObjects,
  getDeleted,
  getUpdated,
  query,
  queryAll,
  queryMore,
  retrieve,
} from './query-calls.ts';
import {
  convertLead,
  create,
  emptyRecycleBin,
  merge,
  remove,
  undelete,
  update,
  upsert,
} from './save-calls.ts';
import type { SoapCall, SoapHandler } from './soap-call.ts';
import { childOf, parseXml, textOf, XmlError } from './xml.ts';
import type { XmlElement } from './xml.ts';

const CALLS: ReadonlyMap<string, SoapHandler> = new Map<string, SoapHandler>([
  ['logout', logout],
  ['getUserInfo', getUserInfo],
  ['getServerTimestamp', getServerTimestamp],
  ['setPassword', setUserPassword],
  ['query', query],
  ['queryAll', queryAll],
  ['queryMore', queryMore],
  ['retrieve', retrieve],
  ['create', create],
  ['update', update],
  ['upsert', upsert],
  ['delete', remove],
  ['undelete', undelete],
  ['emptyRecycleBin', emptyRecycleBin],
  ['merge', merge],
  ['convertLead', convertLead],
  ['getUpdated', getUpdated],
  ['getDeleted', getDeleted],
  ['describeGlobal', describeGlobal],
  ['describeSObject', describeSObjects],
  ['describeSObjects', describeSObjects],
]);

const NAMESPACES: Readonly<Record<string, string>> = {
  u: 'urn:partner.soap.sforce.com',
  c: 'urn:enterprise.soap.sforce.com',
};

interface SoapPath {
  readonly kind: string;
  readonly version: string;
}

/** Answers one envelope. `busy` is why no more long requests are taken, if so. */
export async function answerSoap(
  world: World,
  incoming: Incoming,
  busy: SalesforceError | undefined,
): Promise<Answer> {
  const path = readPath(incoming.path);
  const namespace = NAMESPACES[path.kind] ?? '';
  try {
    if (incoming.method !== 'POST') throw new SoapClientFault('only POST is allowed');
    if (isRetired(path.version) || !isServed(path.version)) {
      throw new SoapFault(
        'UNSUPPORTED_API_VERSION',
        'Invalid Api version specified on URL',
        'UnexpectedErrorFault',
      );
    }
    const { header, call } = readEnvelope(incoming.body.toString());
    if (call.name === 'login') {
      return callAnswer('login', login(world, incoming, path, call), { namespace, usage: undefined });
    }
    return await answerCall(world, incoming, path, { header, call }, busy);
  } catch (error) {
    if (error instanceof SoapFault || error instanceof SoapClientFault) return faultAnswer(error, namespace);
    if (error instanceof XmlError) return faultAnswer(new SoapClientFault(error.message), namespace);
    if (error instanceof SalesforceError) return faultAnswer(faultOf(error), namespace);
    throw error;
  }
}

async function answerCall(
  world: World,
  incoming: Incoming,
  path: SoapPath,
  envelope: { readonly header: XmlElement | undefined; readonly call: XmlElement },
  busy: SalesforceError | undefined,
): Promise<Answer> {
  const namespace = NAMESPACES[path.kind] ?? '';
  const { header, call } = envelope;
  const handler = CALLS.get(call.name);
  if (handler === undefined) {
    throw new SoapClientFault(`No operation available for request {${namespace}}${call.name}`);
  }
  assertInstanceHost(world, incoming);
  const session = textOf(childOf(header, 'SessionHeader'), 'sessionId') ?? '';
  const userId = authenticate(world, incoming, session, call.name);
  const { usage } = world;
  const refusal = usage.exhausted() ?? busy;
  if (refusal !== undefined) throw refusal;
  usage.spend('soap');
  const soapCall: SoapCall = {
    world,
    incoming,
    session,
    caller: {
      userId,
      client: textOf(childOf(header, 'CallOptions'), 'client') ?? null,
      apiVersion: Number(path.version),
      origin: 'soap',
    },
    version: path.version,
    enterprise: path.kind === 'c',
    header,
    call,
  };
  const results = await handler(soapCall);
  return callAnswer(call.name, results, { namespace, usage: { used: usage.used(), max: usage.max } });
}

/** @throws SalesforceError when there is no such service */
function readPath(path: string): SoapPath {
  const match = /^\/services\/soap\/([uc])\/(\d{1,3}(?:\.\d)?)(?:\/\w+)?$/i.exec(path);
  if (match === null) throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  const version = match[2] ?? '';
  return { kind: (match[1] ?? 'u').toLowerCase(), version: version.includes('.') ? version : `${version}.0` };
}

function readEnvelope(text: string): { readonly header: XmlElement | undefined; readonly call: XmlElement } {
  const envelope = parseXml(text);
  const call = childOf(envelope, 'Body')?.children[0];
  if (envelope.name !== 'Envelope' || call === undefined) {
    throw new SoapClientFault('SOAP message MUST NOT lack an envelope with a body');
  }
  return { header: childOf(envelope, 'Header'), call };
}

/** @throws SoapFault `INVALID_SESSION_ID` */
function authenticate(world: World, incoming: Incoming, session: string, callName: string): string {
  const token = world.tokens.useSession(session, sourceIpOf(world, incoming));
  const user = token === undefined ? undefined : readUser(world.org, token.userId);
  if (token === undefined || user?.isActive !== true) {
    throw new SoapFault(
      'INVALID_SESSION_ID',
      'Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash',
    );
  }
  const unfit = callName === 'setPassword' || callName === 'logout' ? undefined : apiRefusal(token);
  if (unfit !== undefined) throw unfit;
  return user.id;
}

/** Which type of fault carries a code. Source: SOAP API Developer Guide, "API Fault Elements". */
const FAULT_TYPES: Readonly<Record<string, string>> = {
  MALFORMED_QUERY: 'MalformedQueryFault',
  INVALID_FIELD: 'InvalidFieldFault',
  INVALID_TYPE: 'InvalidSObjectFault',
  NOT_FOUND: 'InvalidSObjectFault',
  INVALID_QUERY_LOCATOR: 'InvalidQueryLocatorFault',
};

function faultOf({ errorCode, message }: SalesforceError): SoapFault {
  const code = errorCode === 'NOT_FOUND' ? 'INVALID_TYPE' : errorCode;
  return new SoapFault(code, message, FAULT_TYPES[code] ?? 'UnexpectedErrorFault');
}
