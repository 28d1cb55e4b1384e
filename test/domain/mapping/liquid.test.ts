import { expect, test } from 'vitest';
import { compileMapping } from '../../../domain/mapping/compile.ts';
import { explainMapping } from '../../../domain/mapping/explain.ts';
import { createLiquid } from '../../../domain/mapping/liquid.ts';

const liquid = createLiquid();
const EVENT = { userId: 'u1', properties: { name: 'Ann', long: 'x'.repeat(5_000) } };

test.each([
  ['{{ properties.name | upcase }}', { a: 'ANN' }],
  ['{% if properties.missing %}x{% else %}y{% endif %}', { a: 'y' }],
  ['', { a: '' }],
  ['{{ properties.constructor.name }}', { a: '' }],
])('the template %j makes %j', (template, expected) => {
  const compiled = compileMapping({ a: { '@liquid': template } }, { liquid });

  expect(compiled.ok && compiled.mapping.run(EVENT)).toEqual(expected);
});

test.each([
  [
    'a text that is too long',
    '{{ properties.long | append: properties.long | append: properties.long | append: properties.long | append: properties.long | append: properties.long | append: properties.long }}',
    '32768 bytes',
  ],
  [
    'what takes too much memory',
    `{% assign x = properties.long %}${'{% assign x = x | append: x %}'.repeat(18)}{{ x | size }}`,
    'memory alloc limit exceeded',
  ],
  ['a tag without an end', '{% if a %}x', 'not closed'],
  ['a range that nobody sees', '{% liquid\nassign x = (1..3000000) | size\n%}', 'range'],
])('%s ends the event, and says why', (_, template, message) => {
  const made = explainMapping({ a: { '@liquid': template } }, EVENT, { liquid })['a'];

  expect(made).toMatchObject({ pointer: expect.stringMatching(/^\/a/) as string });
  expect(JSON.stringify(made)).toContain(message);
});
