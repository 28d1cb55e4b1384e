import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES, normaliseEvent, routeOf } from '../../../domain/events/event.ts';
import { anEvent, aReception } from '../../support/an-event.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const FIELDS = [
  ...['type', 'event', 'userId', 'anonymousId', 'groupId', 'previousId', 'messageId', 'writeKey'],
  ...['context', 'integrations', 'properties', 'traits', 'name', 'category', 'channel', 'version'],
  ...['timestamp', 'originalTimestamp', 'sentAt', 'receivedAt', 'projectId', '__proto__', 'constructor'],
];

const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.double(),
  fc.string({ maxLength: 30 }),
);
const fieldValue = fc.oneof(fc.jsonValue(), fc.constantFrom(...EVENT_TYPES), fc.string(), time);
const fields = fc.dictionary(fc.constantFrom(...FIELDS), fieldValue);

/** Anything that JSON can say, often with the names that mean something here. */
const anyInput = fc.oneof(
  fc.jsonValue(),
  fields,
  fields.map((own) => anEvent(own)),
);

const anyEnvelope = fc.record(
  { context: fc.jsonValue(), integrations: fc.jsonValue(), sentAt: fc.oneof(fc.jsonValue(), time) },
  { requiredKeys: [] },
);

describe('any JSON value', () => {
  test('is accepted with everything that later stages need, or refused with a reason', () => {
    const law = fc.property(anyInput, anyEnvelope, fc.boolean(), (input, envelope, allowDelete) => {
      // Through text, as on the wire: fast-check can make values such as -0 and undefined.
      const wire: unknown = JSON.parse(JSON.stringify(input));
      const reception = aReception({ envelope, allowDelete });

      const result = normaliseEvent(wire, reception, () => 'created-id');

      if (!result.ok) {
        expect(result.reason).toMatch(/^[a-z_]+$/);
        return;
      }
      const { event } = result;
      expect(event.messageId).toMatch(/./s);
      expect(event.messageId.length).toBeLessThanOrEqual(100);
      expect(EVENT_TYPES).toContain(event.type);
      expect([event.timestamp, event.originalTimestamp, event.receivedAt]).toEqual(
        Array.from({ length: 3 }, () => expect.stringMatching(ISO) as string),
      );
      expect(event).not.toHaveProperty('writeKey');
      expect(routeOf(event)).toMatchObject({ id: event.messageId, type: event.type });
    });

    fc.assert(law, { numRuns: 1_000 });
  });

  test('leaves what was passed in as it was', () => {
    const law = fc.property(anyInput, anyEnvelope, (input, envelope) => {
      const before = JSON.stringify([input, envelope]);

      normaliseEvent(input, aReception({ envelope }), () => 'created-id');

      expect(JSON.stringify([input, envelope])).toBe(before);
    });

    fc.assert(law, { numRuns: 300 });
  });
});
