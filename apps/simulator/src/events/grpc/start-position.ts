import { status } from '@grpc/grpc-js';
import type { EventLog } from '../log/event-log.ts';
import { positionOf } from '../log/event-log.ts';
import { RpcError } from './rpc-error.ts';

const EARLIEST = 1;
const CUSTOM = 2;

/** Where a subscription begins: what comes after this place is delivered. Source: facts 6.3, 6.4. @throws RpcError */
export function startPosition(log: EventLog, preset: number, replayId: Uint8Array): number {
  if (preset === CUSTOM) return customPosition(log, replayId);
  return preset === EARLIEST ? 0 : log.tip();
}

function customPosition(log: EventLog, replayId: Uint8Array): number {
  if (replayId.length === 0) {
    throw new RpcError(
      status.INVALID_ARGUMENT,
      'subscription.fetch.replayid.validation.failed',
      'The Replay ID validation failed. A Replay ID is required with the CUSTOM replay preset.',
    );
  }
  const position = positionOf(replayId);
  if (position !== undefined && log.isRetained(position)) return position;
  throw new RpcError(
    status.INVALID_ARGUMENT,
    'subscription.fetch.replayid.corrupted',
    'The Replay ID validation failed. Ensure that the Replay ID is valid.',
  );
}
