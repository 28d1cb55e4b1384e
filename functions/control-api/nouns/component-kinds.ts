import * as z from 'zod/mini';
import { COMPONENT_KINDS, componentKind } from '../../../domain/catalog/component-kinds.ts';
import { templateOf } from '../../../domain/catalog/documentation-template.ts';
import { route } from '../http/route.ts';

const listKinds = route({
  method: 'GET',
  path: '/component-kinds',
  operationId: 'listComponentKinds',
  summary: 'The kinds of components, with the documentation that each begins with',
  permission: 'apps:read',
  response: z.object({
    componentKinds: z.array(
      z.object({
        kind: z.string(),
        title: z.string(),
        connectsAs: z.string(),
        modes: z.array(z.string()),
        /** Whether Penstock can run it by now. */
        available: z.boolean(),
        configSchema: z.optional(z.unknown()),
        documentationTemplate: z.string(),
      }),
    ),
  }),
  async answer() {
    const componentKinds = COMPONENT_KINDS.map((kind) => {
      const { title, connectsAs, modes, sections, use } = componentKind(kind);
      const config = use === undefined ? {} : { configSchema: z.toJSONSchema(use.config, TO_JSON) };
      const documentationTemplate = templateOf(sections);
      return {
        ...{ kind, title, connectsAs, modes: [...modes] },
        available: use !== undefined,
        ...config,
        documentationTemplate,
      };
    });
    return { data: { componentKinds } };
  },
});

const TO_JSON = { io: 'input', unrepresentable: 'any' } as const;

export const componentKindRoutes = [listKinds] as const;
