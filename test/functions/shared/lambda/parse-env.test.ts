import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  commaSeparated,
  jsonStringMap,
  positiveInteger,
  required,
} from '../../../../functions/shared/lambda/env-fields.ts';
import { InvalidEnvironmentError, parseEnv } from '../../../../functions/shared/lambda/parse-env.ts';

const schema = z.object({
  TABLE: required,
  SECONDS: positiveInteger,
  NETWORKS: commaSeparated,
  LANES: jsonStringMap,
});
const complete = { TABLE: 'control', SECONDS: '86400', NETWORKS: '10.0.0.0/8,::1/128', LANES: '{"webhooks":"url"}' };

describe('an environment', () => {
  test('is read into values, and everything else in it is left out', () => {
    const env = parseEnv(schema, { ...complete, AWS_SECRET_ACCESS_KEY: 'x' });

    expect(env).toEqual({
      TABLE: 'control',
      SECONDS: 86_400,
      NETWORKS: ['10.0.0.0/8', '::1/128'],
      LANES: { webhooks: 'url' },
    });
  });

  test('has no networks when the list is empty', () => {
    const env = parseEnv(schema, { ...complete, NETWORKS: '' });

    expect(env.NETWORKS).toEqual([]);
  });

  test('that does not fit is refused once, with every variable at fault', () => {
    const parse = (): unknown => parseEnv(schema, { TABLE: '', SECONDS: '1h', LANES: '{' });

    expect(parse).toThrow(InvalidEnvironmentError);
    expect(parse).toThrow(
      /^The environment is not usable:\nTABLE: must be set\nSECONDS: must be a positive whole number\nNETWORKS: .+\nLANES: must be a JSON object$/,
    );
  });

  test.each([
    ...['', '0', '-1', '1.5', '1e3', '0x10', ' 5', '1234567890', 'NaN'].map((value) => ['SECONDS', value] as const),
    ...['', 'null', '[]', '"a"', '{"a":1}', '{"a":null}', '{a:1}'].map((value) => ['LANES', value] as const),
  ])('whose %s is %j is refused', (name, value) => {
    const parse = (): unknown => parseEnv(schema, { ...complete, [name]: value });

    expect(parse).toThrow(InvalidEnvironmentError);
    expect(parse).toThrow(name);
  });

  test('never has its values in the message, because they may be secrets', () => {
    const secret = 's3cret-value';

    const parse = (): unknown => parseEnv(schema, { TABLE: secret, SECONDS: secret, NETWORKS: secret, LANES: secret });

    expect(parse).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) as string }) as Error);
  });
});
