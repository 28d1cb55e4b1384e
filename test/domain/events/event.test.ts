import { describe, expect, test } from 'vitest';
import {
  normaliseEvent,
  routeOf,
  type Event,
  type Reception,
  type RejectionReason,
} from '../../../domain/events/event.ts';
import { anEvent, aReception } from '../../support/an-event.ts';

const createId = (): string => 'created-id';

function accepted(input: unknown, reception: Partial<Reception> = {}): Event {
  const result = normaliseEvent(input, aReception(reception), createId);
  expect(result).toMatchObject({ ok: true });
  if (!result.ok) throw new Error(result.reason);
  return result.event;
}

function reasonFor(input: unknown, reception: Partial<Reception> = {}): RejectionReason | undefined {
  const result = normaliseEvent(input, aReception(reception), createId);
  return result.ok ? undefined : result.reason;
}

/** JSON as it arrives: keys such as `__proto__` are own keys. */
const json = (text: string): unknown => JSON.parse(text);

describe('an event is refused', () => {
  const both = { userId: 'u', previousId: 'p' };
  test.each<[reason: RejectionReason, input: unknown]>([
    ['bad_request', null],
    ['bad_request', 'track'],
    ['bad_request', 42],
    ['bad_request', [anEvent()]],
    ['type_not_supported', { userId: 'u' }],
    ['type_not_supported', anEvent({ type: 'purchase' })],
    ['type_not_supported', anEvent({ type: 'Track' })],
    ['type_not_supported', anEvent({ type: ['track'] })],
    ['type_not_supported', anEvent({ type: 'toString' })],
    ['no_user_anon_id', { type: 'identify' }],
    ['no_user_anon_id', { type: 'track', event: 'x', userId: null }],
    ['no_user_anon_id', { type: 'track', event: 'x', userId: '', anonymousId: '' }],
    ['no_user_anon_id', { type: 'group', groupId: 'g', userId: null, anonymousId: null }],
    ['no_user_anon_id', { type: 'alias' }],
    ['no_user_anon_id', { type: 'alias', userId: '', previousId: '' }],
    ['event_not_defined', { type: 'track', userId: 'u' }],
    ['event_not_defined', anEvent({ event: null })],
    ['event_not_defined', anEvent({ event: '' })],
    ['event_not_string', anEvent({ event: 7 })],
    ['event_not_string', anEvent({ event: { name: 'x' } })],
    ['id_required', { type: 'group', userId: 'u' }],
    ['id_required', { type: 'group', userId: 'u', groupId: '' }],
    ['id_required', { type: 'group', userId: 'u', groupId: null }],
    ['id_required', { type: 'alias', userId: 'u' }],
    ['id_required', { type: 'alias', userId: 'u', previousId: null }],
    ['id_required', { type: 'alias', previousId: 'p' }],
    ['id_required', { type: 'alias', previousId: 'p', anonymousId: 'a' }],
    ['id_required', { type: 'alias', previousId: 'p', userId: '' }],
    ['id_not_string', anEvent({ userId: true })],
    ['id_not_string', anEvent({ userId: JSON.parse('1e400') as number })],
    ['id_not_string', anEvent({ userId: { id: 1 } })],
    ['id_not_string', anEvent({ anonymousId: ['a'] })],
    ['id_not_string', { type: 'group', userId: 'u', groupId: false }],
    ['id_not_string', { type: 'alias', ...both, previousId: {} }],
    ['id_not_string', anEvent({ messageId: {} })],
    ['message_id_too_long', anEvent({ messageId: 'm'.repeat(101) })],
    ['properties_not_object', anEvent({ properties: 'none' })],
    ['properties_not_object', anEvent({ properties: [1] })],
    ['traits_not_object', { type: 'identify', userId: 'u', traits: 3 }],
    ['traits_not_object', { type: 'identify', userId: 'u', traits: ['a'] }],
    ['name_not_string', { type: 'page', userId: 'u', name: 3 }],
    ['category_not_string', { type: 'screen', userId: 'u', category: {} }],
    ['context_not_object', anEvent({ context: 'mobile' })],
    ['context_not_object', anEvent({ context: ['a'] })],
    ['integrations_not_object', anEvent({ integrations: 'All' })],
    ['integrations_not_object', anEvent({ integrations: [true] })],
    ['delete_not_allowed', { type: 'delete', userId: 'u' }],
    ['forbidden_key', json('{"type":"track","event":"x","userId":"u","__proto__":{"admin":true}}')],
    ['forbidden_key', json('{"type":"track","event":"x","userId":"u","properties":{"a":[{"__proto__":1}]}}')],
    ['forbidden_key', json('{"type":"track","event":"x","userId":"u","context":{"__proto__":{}}}')],
    ['forbidden_key', anEvent({ properties: { constructor: { prototype: { admin: true } } } })],
  ])('as %s: %j', (reason, input) => {
    const found = reasonFor(input);

    expect(found).toBe(reason);
  });

  test.each<[reason: RejectionReason, envelope: Reception['envelope']]>([
    ['context_not_object', { context: 'server' }],
    ['integrations_not_object', { integrations: ['a'] }],
    ['forbidden_key', { context: json('{"__proto__":{"admin":true}}') }],
  ])('as %s when the batch around it says %j', (reason, envelope) => {
    const found = reasonFor(anEvent(), { envelope });

    expect(found).toBe(reason);
  });
});

describe('an event is accepted', () => {
  test.each<[what: string, input: unknown]>([
    ['identify', { type: 'identify', userId: 'u' }],
    ['identify of an anonymous user', { type: 'identify', anonymousId: 'a', userId: null }],
    ['track', { type: 'track', event: 'x', userId: 'u' }],
    ['page without a name', { type: 'page', userId: 'u' }],
    ['page with null fields', { type: 'page', userId: 'u', name: null, category: null, properties: null }],
    ['screen', { type: 'screen', anonymousId: 'a', name: 'Home', category: 'Start' }],
    ['group', { type: 'group', userId: 'u', groupId: 'g', traits: { plan: 'pro' } }],
    ['alias', { type: 'alias', userId: 'u', previousId: 'p' }],
    ['a messageId of 100 characters', anEvent({ messageId: 'm'.repeat(100) })],
    ['null context and integrations', anEvent({ context: null, integrations: null })],
    ['a property named constructor', anEvent({ properties: { constructor: 'Ferrari', prototype: 'P1' } })],
  ])('%s', (_what, input) => {
    const reason = reasonFor(input);

    expect(reason).toBeUndefined();
  });

  test('delete, from a source that may forget users', () => {
    const event = accepted({ type: 'delete', userId: 'u' }, { allowDelete: true });

    expect(event).toMatchObject({ type: 'delete', userId: 'u' });
  });

  test('but not a delete without a user, whatever the source may do', () => {
    const reason = reasonFor({ type: 'delete', anonymousId: 'a' }, { allowDelete: true });

    expect(reason).toBe('id_required');
  });

  test('the type that the path implies wins over the one in the body', () => {
    const event = accepted({ type: 'track', userId: 'u' }, { impliedType: 'identify' });

    expect(event.type).toBe('identify');
  });
});

describe('ids', () => {
  test('that are numbers become strings', () => {
    const event = accepted({ type: 'group', userId: 0, anonymousId: 12.5, groupId: 77, messageId: 1234 });

    expect(event).toMatchObject({ userId: '0', anonymousId: '12.5', groupId: '77', messageId: '1234' });
  });

  test.each([undefined, null, ''])('a missing messageId (%j) is created', (messageId) => {
    const event = accepted(anEvent({ messageId }));

    expect(event.messageId).toBe('created-id');
  });

  test('no id is created when the client sent one', () => {
    const event = accepted(anEvent({ messageId: 'from-client' }));

    expect(event.messageId).toBe('from-client');
  });
});

describe('the batch around an event', () => {
  test('gives its context and integrations, and the event wins', () => {
    const envelope = {
      context: { library: { name: 'analytics-go' }, locale: 'en', app: { name: 'batch', build: 1 } },
      integrations: { All: false, crm: true },
    };

    const event = accepted(anEvent({ context: { locale: 'de', app: { name: 'own' } }, integrations: { crm: false } }), {
      envelope,
    });

    expect(event.context).toEqual({ library: { name: 'analytics-go' }, locale: 'de', app: { name: 'own' } });
    expect(event.integrations).toEqual({ All: false, crm: false });
  });

  test('is not changed by the events in it', () => {
    const envelope = { context: { library: { name: 'pixel' } }, integrations: {} };

    accepted(anEvent({ context: { locale: 'de' } }), { envelope });

    expect(envelope).toEqual({ context: { library: { name: 'pixel' } }, integrations: {} });
  });

  test('gives its sentAt before that of the event', () => {
    const event = accepted(anEvent({ sentAt: '2026-11-22T00:00:00.000Z' }), {
      envelope: { sentAt: '2026-11-22T01:00:30.000Z' },
    });

    expect(event).toMatchObject({ sentAt: '2026-11-22T01:00:30.000Z', timestamp: '2026-11-22T01:00:30.000Z' });
  });
});

describe('what ingest adds', () => {
  test('is the source, the version and an empty integrations object', () => {
    const event = accepted(anEvent({ projectId: 'forged', version: 1 }), { sourceId: 'shop' });

    expect(event).toMatchObject({ projectId: 'shop', version: 2, integrations: {} });
  });

  test('replaces a receivedAt that the client made up', () => {
    const event = accepted(anEvent({ receivedAt: '1999-01-01T00:00:00.000Z' }));

    expect(event.receivedAt).toBe('2026-11-22T01:01:00.000Z');
  });

  test('leaves everything else as it was sent', () => {
    const event = accepted(anEvent({ _metadata: { bundled: [] }, properties: { total: 1 }, custom: [null] }));

    expect(event).toMatchObject({ _metadata: { bundled: [] }, properties: { total: 1 }, custom: [null] });
  });

  test.each([
    ['client', { library: { name: 'analytics.js' } }],
    ['client', { direct: true }],
    ['server', { library: { name: '@segment/analytics-node' } }],
    ['server', { library: 'analytics.js' }],
    ['server', {}],
  ])('is the channel %s for the context %j', (channel, context) => {
    const event = accepted(anEvent({ context }));

    expect(event['channel']).toBe(channel);
  });

  test('keeps the channel that the client named, unless it is no text', () => {
    const [named, nonsense] = [accepted(anEvent({ channel: 'mobile' })), accepted(anEvent({ channel: { a: 1 } }))];

    expect([named['channel'], nonsense['channel']]).toEqual(['mobile', 'server']);
  });

  test('does not keep a sentAt that is no time', () => {
    const event = accepted(anEvent({ sentAt: 'yesterday' }));

    expect(event).not.toHaveProperty('sentAt');
  });

  test('never keeps a write key', () => {
    const event = accepted(anEvent({ writeKey: 'wk_secret' }), { envelope: { context: {} } });

    expect(event).not.toHaveProperty('writeKey');
    expect(JSON.stringify(event)).not.toContain('wk_secret');
  });

  test('does not take the write key of the batch along', () => {
    const envelope = { context: { a: 1 }, writeKey: 'wk_secret' };

    const event = accepted(anEvent(), { envelope });

    expect(JSON.stringify(event)).not.toContain('wk_secret');
  });
});

describe('the address of the sender', () => {
  const ipOf = (context: unknown, ip?: string): unknown =>
    accepted(anEvent({ context }), { ip: ip ?? '198.51.100.7' }).context['ip'];

  test.each([
    'analytics.js',
    'analytics-ios',
    'analytics-swift',
    'analytics-android',
    'analytics-kotlin',
    'analytics-react-native',
    'analytics-flutter',
    'Analytics.Xamarin',
    'pixel',
  ])('is recorded for the client-side library %s', (name) => {
    const ip = ipOf({ library: { name } });

    expect(ip).toBe('198.51.100.7');
  });

  test.each(['@segment/analytics-node', 'analytics-python', 'analytics-ruby', 'analytics-go', 'analytics-java'])(
    'is not recorded for the server-side library %s',
    (name) => {
      const ip = ipOf({ library: { name } });

      expect(ip).toBeUndefined();
    },
  );

  test('is recorded when context.direct says that the user is connected', () => {
    const [direct, truthy] = [ipOf({ direct: true }), ipOf({ direct: 'yes' })];

    expect([direct, truthy]).toEqual(['198.51.100.7', undefined]);
  });

  test.each(['0.0.0.0', '203.0.113.9', ''])('is never put over a supplied one (%j)', (ip) => {
    const found = ipOf({ direct: true, ip });

    expect(found).toBe(ip);
  });

  test.each(['2001:db8::1', '::ffff:198.51.100.7'])('is not recorded when it is IPv6 (%s)', (ip) => {
    const found = ipOf({ direct: true }, ip);

    expect(found).toBeUndefined();
  });

  test('is not recorded when nobody knows it', () => {
    const event = accepted(anEvent({ context: { direct: true } }), { ip: undefined });

    expect(event.context).toEqual({ direct: true });
  });
});

describe('the route of an event', () => {
  test('has the name of a track call and the integrations', () => {
    const route = routeOf(accepted(anEvent({ integrations: { All: false } })));

    expect(route).toEqual({
      id: 'message-1',
      type: 'track',
      receivedAt: '2026-11-22T01:01:00.000Z',
      name: 'Order Completed',
      integrations: { All: false },
    });
  });

  test('leaves out what says nothing', () => {
    const route = routeOf(accepted({ type: 'page', userId: 'u', name: 'Home', event: 'not a track', messageId: 'm' }));

    expect(route).toEqual({ id: 'm', type: 'page', receivedAt: '2026-11-22T01:01:00.000Z' });
  });
});
