import { expect, test } from 'vitest';
import { deedText } from '../../../console/src/workspace/deed-text.ts';

test.each([
  ['updateDestination', 'Update destination'],
  ['createOAuthClient', 'Create oauth client'],
  ['applyWorkspaceFile', 'Apply workspace file'],
  ['redrive', 'Redrive'],
  ['', ''],
])('%s is read as "%s"', (operation, text) => {
  expect(deedText(operation)).toBe(text);
});
