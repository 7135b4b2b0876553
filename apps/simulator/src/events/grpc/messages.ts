/** The messages of `proto/pubsub_api.proto`, as proto-loader gives and takes them. */

export interface ProducerEvent {
  readonly id: string;
  readonly schema_id: string;
  readonly payload: Uint8Array;
  readonly headers?: readonly { readonly key: string; readonly value: Uint8Array }[];
}

export interface ConsumerEvent {
  readonly event: ProducerEvent;
  readonly replay_id: Uint8Array;
}

export interface FetchRequest {
  readonly topic_name: string;
  /** 0 latest, 1 earliest, 2 custom. */
  readonly replay_preset: number;
  readonly replay_id: Uint8Array;
  readonly num_requested: number;
}

export interface FetchResponse {
  readonly events: readonly ConsumerEvent[];
  readonly latest_replay_id: Uint8Array;
  readonly rpc_id: string;
  readonly pending_num_requested: number;
}

export interface TopicRequest {
  readonly topic_name: string;
}

export interface TopicInfo {
  readonly topic_name: string;
  readonly tenant_guid: string;
  readonly can_publish: boolean;
  readonly can_subscribe: boolean;
  readonly schema_id: string;
  readonly rpc_id: string;
}

export interface SchemaRequest {
  readonly schema_id: string;
}

export interface SchemaInfo {
  readonly schema_json: string;
  readonly schema_id: string;
  readonly rpc_id: string;
}

export interface PublishRequest {
  readonly topic_name: string;
  readonly events: readonly ProducerEvent[];
}

/** 0 unknown, 1 publish, 2 commit. */
export interface ResultError {
  readonly code: number;
  readonly msg: string;
}

export interface PublishResult {
  readonly replay_id: Uint8Array;
  readonly error?: ResultError;
  readonly correlation_key: string;
}

export interface PublishResponse {
  readonly results: readonly PublishResult[];
  readonly schema_id: string;
  readonly rpc_id: string;
}

export interface ManagedFetchRequest {
  readonly subscription_id: string;
  readonly developer_name: string;
  readonly num_requested: number;
  readonly commit_replay_id_request: {
    readonly commit_request_id: string;
    readonly replay_id: Uint8Array;
  } | null;
}

export interface ManagedFetchResponse extends FetchResponse {
  readonly commit_response?: {
    readonly commit_request_id: string;
    readonly replay_id: Uint8Array;
    readonly error?: ResultError;
    readonly process_time: number;
  };
}
