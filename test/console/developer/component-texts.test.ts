import { describe, expect, test } from 'vitest';
import {
  detailText,
  nextText,
  placeOf,
  programmeText,
  standingText,
  whyNotEdited,
} from '../../../console/src/routes/developer/component-texts.ts';

const draft = (state: string) => ({ version: 3, state });

describe('a component', () => {
  test.each([
    [{ state: 'building', draft: draft('draft') }, 'Building, version 3'],
    [{ state: 'public', currentVersion: 2, draft: draft('draft') }, 'Public, version 2'],
    [{ state: 'retired' }, 'Retired'],
    [{ state: 'something new' }, 'something new'],
  ])('stands where it stands: %o', (standing, text) => {
    expect(standingText(standing)[1]).toBe(text);
  });

  test('says how far the version after the published one is', () => {
    expect(nextText({ state: 'public', currentVersion: 2, draft: draft('in-review') })).toBe('version 3 is in review');
    expect(nextText({ state: 'public', currentVersion: 2, draft: draft('rejected') })).toBe('version 3 was rejected');
    expect(nextText({ state: 'building', draft: draft('draft') })).toBeUndefined();
    expect(nextText({ state: 'public', currentVersion: 2 })).toBeUndefined();
  });

  test('says why it cannot be changed: what can be mended first', () => {
    expect(whyNotEdited({ actions: ['edit'], state: 'retired' })).toBeUndefined();
    expect(whyNotEdited({ actions: [], state: 'public', draft: draft('in-review') })).toMatch('withdraw it');
    expect(whyNotEdited({ actions: [], state: 'retired' })).toBe('It is retired');
    expect(whyNotEdited({ actions: [], state: 'building', draft: draft('draft') })).toMatch('owner');
  });
});

describe('an item of the checklist', () => {
  test('leads to where it is mended, and to the first page when it is a new one', () => {
    expect(['logo', 'terms', 'documentation', 'tests', 'new'].map(placeOf)).toEqual([
      ...['app', 'app', 'docs', 'test', 'info'],
    ]);
  });

  test('names fields as the page does, and no path of the API', () => {
    expect(detailText('The app has no support.email.')).toBe('Missing: email of the support.');
    expect(detailText('The app has no OAuth client: POST /apps/{appId}/oauth-clients.')).not.toContain('POST');
    expect(detailText('Anything else.')).toBe('Anything else.');
  });

  test('counts in the programme until it passes', () => {
    expect(programmeText([{ status: 'pass' }])).toBe('All that the programme asks for is there.');
    expect(programmeText([{ status: 'pass' }, { status: 'fail' }])).toBe('1 of 2 is open.');
    expect(programmeText([{ status: 'fail' }, { status: 'fail' }])).toBe('2 of 2 are open.');
  });
});
