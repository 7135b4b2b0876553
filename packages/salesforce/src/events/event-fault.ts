import { type ErrorCode, SyncError } from '@sync-user/contract';
import { type Metadata, status } from '@grpc/grpc-js';

/** What grpc-js gives when a call ends badly. */
export interface RpcFailure {
  readonly code?: number;
  readonly details?: string;
  readonly metadata?: Metadata;
}

/** Endings of Salesforce's `error-code` trailer. Source: Pub/Sub API guide, "Handle Errors", "Event Message Durability". */
const BY_ERROR_CODE: readonly (readonly [RegExp, ErrorCode])[] = [
  [/\.service\.auth\./, 'SF_SESSION_EXPIRED'],
  [/\.replayid\.(?:corrupted|validation\.failed)/, 'SF_REPLAY_ID_REFUSED'],
  [/\.(?:limit\.exceeded)$/, 'SF_EVENT_LIMIT'],
  [/\.cannot\.subscribe/, 'SF_EVENTS_REFUSED'],
  [/\.topic\.|notfound|not\.found/, 'SF_EVENTS_REFUSED'],
];

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  [status.UNAUTHENTICATED]: 'SF_SESSION_EXPIRED',
  [status.PERMISSION_DENIED]: 'SF_EVENTS_REFUSED',
  [status.NOT_FOUND]: 'SF_EVENTS_REFUSED',
  [status.RESOURCE_EXHAUSTED]: 'SF_UNAVAILABLE',
};

/** Metadata is of the answer: the token travels in the request's and stays there. */
export function toEventFault(failure: RpcFailure, target: string): SyncError {
  const salesforceCode = String(failure.metadata?.get('error-code')[0] ?? '');
  const rpcId = String(failure.metadata?.get('rpc-id')[0] ?? '');
  const code =
    BY_ERROR_CODE.find(([pattern]) => pattern.test(salesforceCode))?.[1] ??
    BY_STATUS[failure.code ?? status.UNKNOWN] ??
    (salesforceCode === '' && failure.code === status.UNAVAILABLE ? 'SF_HOST_UNREACHABLE' : 'SF_UNAVAILABLE');
  const words = (failure.details ?? 'the call ended').slice(0, 300);
  return new SyncError(code, `${target}: ${words}`, { host: target, salesforceCode, rpcId });
}
