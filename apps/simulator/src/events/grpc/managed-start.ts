/** Managed subscriptions: the org remembers where a subscriber stands. Source: facts 6.1, 6.9. */
import { status } from '@grpc/grpc-js';
import { querySystem, soqlText } from '../../users.ts';
import type { World } from '../../world.ts';
import type { ManagedFetchRequest, ManagedFetchResponse } from './messages.ts';
import { RpcError } from './rpc-error.ts';
import { positionOf } from '../log/event-log.ts';

const COMMIT_ERROR = 2;

export interface ManagedSubscription {
  readonly id: string;
  readonly topicName: string;
  readonly position: number;
}

/** @throws RpcError when there is none, or it is stopped */
export function findManagedSubscription(world: World, request: ManagedFetchRequest): ManagedSubscription {
  if ((request.subscription_id === '') === (request.developer_name === '')) {
    throw new RpcError(
      status.INVALID_ARGUMENT,
      'managed.subscription.id.or.developer.name.empty',
      'Either the subscription ID or the developer name must be given.',
    );
  }
  const [field, value] =
    request.subscription_id === ''
      ? ['DeveloperName', request.developer_name]
      : ['Id', request.subscription_id];
  const [row] = querySystem(
    world.org,
    `SELECT Id, TopicName, DefaultReplay, ErrorRecoveryReplay, State FROM ManagedEventSubscription WHERE ${field} = '${soqlText(value)}'`,
  );
  if (row === undefined) {
    throw new RpcError(
      status.NOT_FOUND,
      `managed.subscription.${field === 'Id' ? 'subscription.id' : 'developer.name'}.not.found`,
      `The managed event subscription ${value} was not found.`,
    );
  }
  if (row['State'] !== 'RUN') {
    throw new RpcError(
      status.FAILED_PRECONDITION,
      'managed.subscription.config.stopped',
      `The managed event subscription ${value} is not running.`,
    );
  }
  const id = String(row['Id']);
  return { id, topicName: String(row['TopicName']), position: positionFor(world, id, row) };
}

/** After the last commit; where that is lost, as the subscription says. */
function positionFor(world: World, id: string, row: Readonly<Record<string, unknown>>): number {
  const { log } = world.events;
  const committed = log.committed(id);
  const replay = committed === undefined ? row['DefaultReplay'] : row['ErrorRecoveryReplay'];
  if (committed !== undefined && log.isRetained(committed)) return committed;
  return replay === 'EARLIEST' ? 0 : log.tip();
}

type Commit = NonNullable<ManagedFetchRequest['commit_replay_id_request']>;

/** The next start of the subscription is after this event. */
export function commitReplay(
  world: World,
  id: string,
  { commit_request_id, replay_id }: Commit,
): NonNullable<ManagedFetchResponse['commit_response']> {
  const { log } = world.events;
  const answer = { commit_request_id, replay_id, process_time: world.org.clock.now() };
  const position = positionOf(replay_id);
  if (position === undefined || !log.isRetained(position)) {
    return { ...answer, error: { code: COMMIT_ERROR, msg: 'The Replay ID validation failed.' } };
  }
  log.commit(id, position);
  return answer;
}
