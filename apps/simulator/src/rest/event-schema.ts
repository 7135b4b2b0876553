/** Schemas of events over REST. Source: Platform Events Developer Guide, "Get the Event Schema". */
import { SalesforceError } from '../errors.ts';
import { canBeCaptured, objectOfChangeEvent } from '../events/schema/capable-objects.ts';
import { schemaOf } from '../events/schema/event-schema.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { notFound, orgOf, parameter } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';

export function addEventSchemaRoutes(router: Router<RestHandler>): void {
  router
    .on('GET', '/event/eventSchema/:schemaId', (request) => {
      const id = parameter(request, 'schemaId');
      return answerSchema(request, id, request.world.events.log.schemaJson(id));
    })
    .on('GET', '/sobjects/:object/eventSchema', answerObjectSchema);
}

/** Of a platform event, or of a change event by its name. */
function answerObjectSchema(request: RestRequest): Answer {
  const org = orgOf(request);
  const name = parameter(request, 'object');
  const definition = org.object(name) ?? org.object(objectOfChangeEvent(name) ?? '');
  if (definition === undefined || !org.access(request.caller.userId, definition.name).read) throw notFound();
  const isEvent = definition.kind === 'platformEvent';
  const isChange = org.object(name) === undefined && canBeCaptured(definition);
  if (!isEvent && !isChange) throw notFound();
  const schema = schemaOf(definition);
  request.world.events.log.keepSchema(schema);
  return answerSchema(request, schema.id, schema.json);
}

/** `payloadFormat=COMPACT` is the payload's own schema; EXPANDED, unless asked otherwise, the streaming message around it. */
function answerSchema(request: RestRequest, id: string, schemaJson: string | undefined): Answer {
  if (schemaJson === undefined) throw notFound();
  const schema = JSON.parse(schemaJson) as Readonly<Record<string, unknown>>;
  const format = (request.query.get('payloadFormat') ?? 'EXPANDED').toUpperCase();
  if (format === 'COMPACT') return json(200, { ...schema, uuid: id });
  if (format !== 'EXPANDED') {
    throw new SalesforceError(400, 'INVALID_FIELD', `invalid payload format: ${format}`);
  }
  const record = (name: string, fields: readonly unknown[]) => ({ type: 'record', name, fields });
  const payload = { ...record('Payload', schema['fields'] as readonly unknown[]), doc: '' };
  const data = record('Data', [
    { name: 'schema', type: 'string' },
    { name: 'payload', type: payload },
    { name: 'event', type: record('Event', [{ name: 'replayId', type: 'long' }]) },
  ]);
  return json(200, {
    name: schema['name'],
    namespace: schema['namespace'],
    type: 'expanded-record',
    fields: [
      { name: 'data', type: { ...data, namespace: '' } },
      { name: 'channel', type: 'string' },
    ],
  });
}
