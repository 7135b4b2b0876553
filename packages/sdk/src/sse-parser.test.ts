import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createSseParser, type SseMessage } from './sse-parser.ts';

function parse(pieces: readonly string[]): SseMessage[] {
  const messages: SseMessage[] = [];
  const feed = createSseParser((message) => messages.push(message));
  for (const piece of pieces) feed(piece);
  return messages;
}

test('comments are skipped, lines of data are joined, the event and id belong to one message', () => {
  assert.deepEqual(parse([': hello\n\nid: 7\nevent: change\ndata: {"a":\ndata: 1}\n\ndata:plain\n\n']), [
    { event: 'change', data: '{"a":\n1}', id: '7' },
    { event: 'message', data: 'plain', id: undefined },
  ]);
});

test('a message that the stream did not finish is not delivered', () => {
  assert.deepEqual(parse(['data: half']), []);
  assert.deepEqual(parse(['data: half\n']), []);
});

test('the messages are the same wherever the stream is cut and whichever line ends it uses', () => {
  const message = fc.record(
    {
      event: fc.constantFrom('change', 'objects'),
      data: fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
      id: fc.option(fc.nat().map(String), { nil: undefined }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 5 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat({ max: 400 }), { maxLength: 8 }),
      (messages, end, cuts) => {
        const stream = messages
          .map(({ event, data, id }) => {
            const idLine = id === undefined ? '' : `id: ${id}${end}`;
            return `event: ${event}${end}${idLine}data: ${data}${end}${end}`;
          })
          .join('');
        const places = [
          0,
          ...cuts.filter((cut) => cut < stream.length).toSorted((a, b) => a - b),
          stream.length,
        ];
        const pieces = places.slice(1).map((place, index) => stream.slice(places[index], place));
        // A lone CR at the end waits for a possible LF, so the stream goes on with a comment.
        assert.deepEqual(parse([...pieces, `:${end}`]), messages);
      },
    ),
  );
});
