import { Metadata, status } from '@grpc/grpc-js';

/** A refused call: gRPC status, Salesforce's `error-code` and text. Source: facts 6.4. */
export class RpcError extends Error {
  readonly code: number;
  readonly errorCode: string;

  constructor(code: number, errorCode: string, message: string) {
    super(message);
    this.code = code;
    this.errorCode = `sfdc.platform.eventbus.grpc.${errorCode}`;
  }
}

/** As grpc-js wants an error: with its details and trailers. */
export interface StatusError extends Error {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The text ends in the call's id, and so do the trailers. Source: a logged answer (pub-sub-api issue 37). */
export function toStatus(error: unknown, rpcId: string, report: (error: unknown) => void): StatusError {
  const known = error instanceof RpcError;
  if (!known) report(error);
  const refusal = known
    ? error
    : new RpcError(status.INTERNAL, 'service.internal.error', 'An internal error occurred.');
  const details = `${refusal.message} rpcId: ${rpcId}`;
  const metadata = new Metadata();
  metadata.set('error-code', refusal.errorCode);
  metadata.set('rpc-id', rpcId);
  return Object.assign(new Error(details), { code: refusal.code, details, metadata });
}

export function authError(message: string): RpcError {
  return new RpcError(status.UNAUTHENTICATED, 'service.auth.error', message);
}
