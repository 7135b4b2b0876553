/** A Pub/Sub API client for tests: plain grpc-js, payloads decoded by avsc from the schema that GetSchema gives. */
import { credentials, Metadata } from '@grpc/grpc-js';
import type { Client, ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import avro from 'avsc';
import { pubSubClass } from '../src/events/grpc/serve.ts';
import { until } from './test-org.ts';
import type { TestClient, TestOrg } from './test-org.ts';

/** Union branches by their names, longs as numbers where they fit, else as bigints. */
const LONG = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => shortened(bytes.readBigInt64LE()),
  toBuffer: (value: number | bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    return bytes;
  },
  fromJSON: Number,
  toJSON: String,
  isValid: (value: unknown) => typeof value === 'bigint' || Number.isInteger(value),
  compare: (a: number | bigint, b: number | bigint) => (a < b ? -1 : Number(a > b)),
});

function shortened(value: bigint): number | bigint {
  return BigInt.asIntN(54, value) === value ? Number(value) : value;
}

export function avroType(schemaJson: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(schemaJson) as avro.Schema, {
    registry: { long: LONG },
    wrapUnions: true,
  });
}

/** Without avsc's classes, to be compared: a field of another branch than null is `{branch: value}`. */
function plain(value: unknown): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)),
  ) as Record<string, unknown>;
}

/** A decoded event. */
export interface SeenEvent {
  readonly id: string;
  readonly schemaId: string;
  /** Hexadecimal. */
  readonly replayId: string;
  readonly payload: Buffer;
  // oxlint-disable-next-line typescript/no-explicit-any -- picked apart by tests
  readonly value: any;
  // oxlint-disable-next-line typescript/no-explicit-any -- picked apart by tests
  readonly header: any;
}

export interface SeenResponse {
  readonly events: readonly SeenEvent[];
  readonly latestReplayId: string;
  readonly pending: number;
}

export type Refusal = ServiceError;

export class EventClient implements Disposable {
  readonly #client: Client & Record<string, (...args: unknown[]) => unknown>;
  readonly #metadata: Metadata;
  readonly #types = new Map<string, avro.Type>();

  constructor(url: string, metadata: Readonly<Record<string, string>>, ca?: string) {
    const channel = ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca));
    this.#client = new (pubSubClass())(url, channel) as never;
    this.#metadata = new Metadata();
    for (const [name, value] of Object.entries(metadata)) this.#metadata.set(name, value);
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  /** A unary call. @throws Refusal */
  // oxlint-disable-next-line typescript/no-explicit-any -- picked apart by tests
  call(method: 'GetTopic' | 'GetSchema' | 'Publish', request: object): Promise<any> {
    return new Promise((resolve, reject) => {
      this.#client[method]?.(request, this.#metadata, (error: ServiceError | null, answer: unknown) => {
        if (error === null) resolve(answer);
        else reject(error);
      });
    });
  }

  async typeOf(schemaId: string): Promise<avro.Type> {
    const known = this.#types.get(schemaId);
    if (known !== undefined) return known;
    const type = avroType((await this.call('GetSchema', { schema_id: schemaId })).schema_json);
    this.#types.set(schemaId, type);
    return type;
  }

  open(method: 'Subscribe' | 'PublishStream' | 'ManagedSubscribe'): OpenCall {
    const stream = this.#client[method]?.(this.#metadata) as ClientDuplexStream<object, RawResponse>;
    return new OpenCall(stream, (schemaId) => this.typeOf(schemaId));
  }

  subscribe(request: {
    readonly topic_name: string;
    readonly num_requested?: number;
    readonly replay_preset?: 0 | 1 | 2;
    readonly replay_id?: string;
  }): OpenCall {
    const call = this.open('Subscribe');
    const { replay_id: replayId, ...rest } = request;
    call.send({
      num_requested: 100,
      ...rest,
      ...(replayId === undefined ? {} : { replay_id: Buffer.from(replayId, 'hex') }),
    });
    return call;
  }
}

interface RawResponse {
  readonly events?: readonly {
    readonly event: { readonly id: string; readonly schema_id: string; readonly payload: Buffer };
    readonly replay_id: Buffer;
  }[];
  readonly latest_replay_id?: Buffer;
  readonly pending_num_requested: number;
}

/** A stream that is open: what came so far, and how it ended. */
export class OpenCall {
  readonly raw: RawResponse[] = [];
  /** Set when the server ended it. */
  refusal: Refusal | undefined;
  ended = false;
  readonly #stream: ClientDuplexStream<object, RawResponse>;
  readonly #typeOf: (schemaId: string) => Promise<avro.Type>;

  constructor(
    stream: ClientDuplexStream<object, RawResponse>,
    typeOf: (schemaId: string) => Promise<avro.Type>,
  ) {
    this.#stream = stream;
    this.#typeOf = typeOf;
    stream.on('data', (response: RawResponse) => this.raw.push(response));
    stream.on('error', (error: ServiceError) => {
      this.refusal = error;
    });
    stream.on('end', () => {
      this.ended = true;
    });
  }

  send(request: object): void {
    this.#stream.write(request);
  }

  cancel(): void {
    this.#stream.cancel();
  }

  /** Everything that came so far, decoded. */
  async responses(): Promise<SeenResponse[]> {
    const responses: SeenResponse[] = [];
    for (const raw of this.raw) {
      const events: SeenEvent[] = [];
      for (const { event, replay_id } of raw.events ?? []) {
        const value = plain((await this.#typeOf(event.schema_id)).fromBuffer(event.payload));
        events.push({
          id: event.id,
          schemaId: event.schema_id,
          replayId: replay_id.toString('hex'),
          payload: event.payload,
          value,
          header: value['ChangeEventHeader'],
        });
      }
      responses.push({
        events,
        latestReplayId: raw.latest_replay_id?.toString('hex') ?? '',
        pending: raw.pending_num_requested,
      });
    }
    return responses;
  }

  /** Waits until this many events came. */
  async events(count: number): Promise<SeenEvent[]> {
    await until(`${count} events came`, async () => {
      if (this.refusal !== undefined) throw this.refusal;
      const came = this.raw.reduce((sum, { events }) => sum + (events?.length ?? 0), 0);
      return came >= count ? true : undefined;
    });
    return (await this.responses()).flatMap(({ events }) => events);
  }

  /** Waits for the server to end it. */
  async refused(): Promise<{ readonly code: number; readonly errorCode: string; readonly details: string }> {
    const { code, metadata, details } = await until('the stream was ended', async () => this.refusal);
    return { code, errorCode: String(metadata.get('error-code')[0]), details };
  }
}

/** The metadata of a signed-in client's calls. */
export function eventMetadata(org: TestOrg, client: TestClient): Record<string, string> {
  return {
    accesstoken: client.token,
    instanceurl: org.baseUrl,
    tenantid: org.simulator.org.organizationId,
  };
}

/** As the org's administrator unless told otherwise. */
export function eventClient(org: TestOrg, client: TestClient = org.admin): EventClient {
  const url = org.simulator.grpcUrl;
  if (url === undefined) throw new Error('the org serves no gRPC: start it with grpcPort');
  return new EventClient(url, eventMetadata(org, client));
}
