import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAccessFile } from '../../local/access-file.ts';

const ACCESS = {
  credentials: { accessKeyId: 'id', secretAccessKey: 's3cret' },
  sqsEndpoint: 'http://127.0.0.1:1',
  s3Endpoint: 'http://127.0.0.1:2',
  dynamoEndpoint: 'http://127.0.0.1:3',
  kmsEndpoint: 'http://127.0.0.1:4',
  buckets: ['archive'],
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-test-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('tells a shell how to reach the archive, and only the owner of the directory', () => {
  writeFileSync(join(directory, 'aws.env'), 'old', { mode: 0o644 });

  writeAccessFile(directory, ACCESS);

  const script = '. "$0/aws.env"; echo "$AWS_SECRET_ACCESS_KEY $AWS_ENDPOINT_URL_S3 $PENSTOCK_ARCHIVE_BUCKET"';
  const seen = execFileSync('/bin/sh', ['-c', script, directory], { encoding: 'utf8' });
  expect(seen).toBe('s3cret http://127.0.0.1:2 archive\n');
  expect(statSync(join(directory, 'aws.env')).mode & 0o777).toBe(0o600);
});

test('is gone when the start has ended', () => {
  const remove = writeAccessFile(directory, ACCESS);

  remove();

  expect(existsSync(join(directory, 'aws.env'))).toBe(false);
});
