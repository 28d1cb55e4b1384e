import { expect, test } from 'vitest';
import { isForPartners, isOnTheWay } from '../../local/create-pools.ts';
import { functionEntries } from '../../local/source-tree.ts';

const entriesThat = (is: (fn: { entry: string }) => boolean): string[] =>
  functionEntries().filter((entry) => is({ entry }));

test('an instance of ingest, of fan-out and of delivery stays ready', () => {
  expect(entriesThat(isOnTheWay)).toEqual([
    'functions/delivery/lambda.ts',
    'functions/fan-out/lambda.ts',
    'functions/ingest/lambda.ts',
  ]);
});

test('delivery and what runs functions may have more batches at work than there are cores', () => {
  expect(entriesThat(isForPartners)).toEqual(['functions/delivery/lambda.ts', 'functions/source/lambda.ts']);
});
