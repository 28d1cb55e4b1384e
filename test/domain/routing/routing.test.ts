import { describe, expect, test } from 'vitest';
import { isWantedByIntegrations, routeEvent, type Route } from '../../../domain/routing/routing.ts';
import { aDestination } from '../../support/a-destination.ts';
import { anEventRoute } from '../../support/an-event.ts';

const named = aDestination({ id: 'crm', name: 'Our CRM' });
const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('an integrations object', () => {
  test.each<[integrations: Record<string, unknown> | undefined, wanted: boolean]>([
    [undefined, true],
    [{}, true],
    [{ All: true }, true],
    [{ All: false }, false],
    [{ All: false, crm: true }, true],
    [{ All: true, crm: false }, false],
    [{ All: false, 'Our CRM': true }, true],
    [{ All: false, Webhooks: true }, true],
    [{ Webhooks: false }, false],
    [{ All: false, 'Our CRM': { list: 7 } }, true],
    [{ All: false, Webhooks: {} }, true],
    [{ crm: true, 'Our CRM': false, Webhooks: false, All: false }, true],
    [{ crm: false, 'Our CRM': true, Webhooks: true, All: true }, false],
    [{ 'Our CRM': false, Webhooks: true, All: true }, false],
    [{ 'Our CRM': true, Webhooks: false, All: false }, true],
    [{ Webhooks: true, All: false }, true],
    // Names are read without regard to case.
    [{ all: false }, false],
    [{ ALL: false, crm: true }, true],
    [{ all: false, CRM: true }, true],
    [{ CRM: false }, false],
    [{ 'our crm': false }, false],
    [{ webhooks: false }, false],
    // Of two ways to write one name, the opt-out counts.
    [{ All: true, all: false }, false],
    [{ all: false, All: true }, false],
    [{ crm: true, CRM: false }, false],
    // What is no clear yes keeps the event away.
    [{ All: 'false' }, false],
    [{ All: 'FALSE ' }, false],
    [{ All: 0 }, false],
    [{ All: '0' }, false],
    [{ All: '' }, false],
    [{ All: 'none' }, false],
    [{ All: -1 }, false],
    [{ All: [true] }, false],
    [{ crm: 'false', All: true }, false],
    [{ crm: 0 }, false],
    [{ crm: [true], All: true }, false],
    [{ All: false, crm: 'true' }, true],
    [{ All: false, crm: 1 }, true],
    [{ All: false, crm: [] }, true],
    [{ All: null }, true],
    [{ crm: null, All: false }, false],
    [{ crm: null, 'Our CRM': 0, All: true }, false],
    [{ Salesforce: false }, true],
    [{ Salesforce: true, All: false }, false],
  ])('%j: %s', (integrations, expected) => {
    const wanted = isWantedByIntegrations(integrations, named);

    expect(wanted).toBe(expected);
  });

  test('does not speak of a destination through what every object inherits', () => {
    const oddlyNamed = aDestination({ id: 'constructor', name: '__proto__' });

    const wanted = isWantedByIntegrations(json('{"All":false}'), oddlyNamed);

    expect(wanted).toBe(false);
  });

  test('is compared with the id when a destination has no name', () => {
    const wanted = isWantedByIntegrations({ All: false, undefined: true }, aDestination());

    expect(wanted).toBe(false);
  });
});

describe('an event', () => {
  const event = anEventRoute();
  const whole = { type: 'track', event: 'Order Completed' };
  const verdictOf = (route: Route, of = event) => routeEvent(route, of, { parse: () => whole, budget: { left: 100 } });

  test('goes to a destination without a filter, and is not parsed for it', () => {
    const parse = (): never => {
      throw new Error('parsed for nothing');
    };

    const verdict = routeEvent({ destination: aDestination() }, event, { parse, budget: { left: 0 } });

    expect(verdict).toBe('matched');
  });

  test.each([
    ['Order Completed', 'matched'],
    ['Order Refunded', 'filter'],
  ])('whose filter asks for %s is %s', (name, expected) => {
    const verdict = verdictOf({ destination: aDestination(), matches: (parsed) => parsed['event'] === name });

    expect(verdict).toBe(expected);
  });

  test('is kept away by a filter that costs more than it may', () => {
    const verdict = verdictOf({ destination: aDestination(), matches: () => undefined });

    expect(verdict).toBe('invalid_filter');
  });

  test('is kept away by a filter that is broken', () => {
    const verdict = verdictOf({ destination: aDestination(), matches: null });

    expect(verdict).toBe('invalid_filter');
  });

  test('is kept away by the first of: switched off, integrations, filter', () => {
    const unwanted = anEventRoute({ integrations: { All: false } });
    const [off, on] = [aDestination({ enabled: false }), aDestination()];

    const verdicts = [
      verdictOf({ destination: off, matches: null }, unwanted),
      verdictOf({ destination: on, matches: null }, unwanted),
      verdictOf({ destination: on, matches: () => false }),
    ];

    expect(verdicts).toEqual(['disabled', 'integrations', 'filter']);
  });
});
