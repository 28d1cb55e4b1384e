import * as z from 'zod/mini';
import { expect, test } from 'vitest';
import { workspaceSchema } from '../../../domain/workspace/workspace.ts';

test('the published JSON Schema of the workspace file is the one that the code checks', async () => {
  const schema = z.toJSONSchema(workspaceSchema, { io: 'input', unrepresentable: 'any' });

  const text = `${JSON.stringify({ title: 'Penstock workspace', ...schema }, null, 2)}\n`;

  // After a change of the schema: npm run test:unit -- workspace-schema-file --update
  await expect(text).toMatchFileSnapshot('../../../docs/workspace.schema.json');
});
