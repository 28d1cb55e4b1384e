// What the functions use of @aws-sdk/client-s3, under the same names. lib/bundling.ts puts it in its place.
import { hash } from 'node:crypto';
import { createCaller, encode, type AwsCall } from './caller.ts';
import { ServiceException } from './errors.ts';
import type { AwsResponse } from './exchange.ts';
import { elementsOf, escapeXml, textOf } from './xml.ts';

type Bucket = { readonly Bucket: string };

/** An operation: what is sent, and what the answer means. */
type Command = { readonly call: AwsCall; readonly read: (response: AwsResponse) => object };

export class PutObjectCommand implements Command {
  readonly call: AwsCall;
  constructor(input: Bucket & { Key: string; Body: string | Uint8Array; ContentType?: string }) {
    const headers = input.ContentType === undefined ? {} : { 'content-type': input.ContentType };
    this.call = { ...objectCall('PUT', input), headers, body: input.Body };
  }
  read(): object {
    return {};
  }
}

export class GetObjectCommand implements Command {
  readonly call: AwsCall;
  constructor(input: Bucket & { Key: string }) {
    this.call = objectCall('GET', input);
  }
  read({ body }: AwsResponse): object {
    const Body = {
      transformToByteArray: async () => body,
      transformToString: async () => body.toString('utf8'),
    };
    return { Body };
  }
}

type ListInput = Bucket & {
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly StartAfter?: string;
  readonly MaxKeys?: number;
  readonly ContinuationToken?: string;
};

export class ListObjectsV2Command implements Command {
  readonly call: AwsCall;
  constructor({ Bucket, Prefix, Delimiter, StartAfter, MaxKeys, ContinuationToken }: ListInput) {
    const query = Object.entries({
      'list-type': '2',
      prefix: Prefix,
      delimiter: Delimiter,
      'start-after': StartAfter,
      'max-keys': MaxKeys,
      'continuation-token': ContinuationToken,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
    this.call = { method: 'GET', bucket: Bucket, query: Object.fromEntries(query) };
  }
  read({ body }: AwsResponse): object {
    const xml = body.toString('utf8');
    return {
      Contents: elementsOf(xml, 'Contents').map((content) => ({
        Key: textOf(content, 'Key'),
        Size: Number(textOf(content, 'Size')),
        LastModified: new Date(textOf(content, 'LastModified') ?? NaN),
      })),
      CommonPrefixes: elementsOf(xml, 'CommonPrefixes').map((prefix) => ({ Prefix: textOf(prefix, 'Prefix') })),
      IsTruncated: textOf(xml, 'IsTruncated') === 'true',
      NextContinuationToken: textOf(xml, 'NextContinuationToken'),
    };
  }
}

type DeleteInput = Bucket & { readonly Delete: { readonly Objects: readonly { readonly Key: string }[] } };

export class DeleteObjectsCommand implements Command {
  readonly call: AwsCall;
  constructor({ Bucket, Delete }: DeleteInput) {
    const objects = Delete.Objects.map(({ Key }) => `<Object><Key>${escapeXml(Key)}</Key></Object>`).join('');
    const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects}</Delete>`;
    const headers = { 'content-type': 'application/xml', 'content-md5': hash('md5', body, 'base64') };
    this.call = { method: 'POST', bucket: Bucket, query: { delete: '' }, headers, body };
  }
  read({ body }: AwsResponse): object {
    const errors = elementsOf(body.toString('utf8'), 'Error');
    return { Errors: errors.map((error) => ({ Key: textOf(error, 'Key'), Message: textOf(error, 'Message') })) };
  }
}

function objectCall(method: string, { Bucket, Key }: Bucket & { Key: string }): AwsCall {
  return { method, bucket: Bucket, path: `/${Key.split('/').map(encode).join('/')}` };
}

export class NoSuchKey extends ServiceException {}

export class S3Client {
  readonly #call = createCaller('s3');

  async send(command: Command): Promise<object> {
    return command.read(await this.#call(command.call, throwError));
  }
}

function throwError({ status, body }: AwsResponse): void {
  if (status >= 200 && status < 300) return;
  const [xml = ''] = elementsOf(body.toString('utf8'), 'Error');
  const code = textOf(xml, 'Code') ?? (status === 404 ? 'NotFound' : 'UnknownError');
  const details = { code, status, message: textOf(xml, 'Message') ?? '' };
  throw code === 'NoSuchKey' ? new NoSuchKey(details) : new ServiceException(details);
}
