import * as z from 'zod/mini';
import { LOGO_MAX_BYTES, LOGO_MAX_PIXELS, LOGO_MIN_PIXELS } from '../../../domain/catalog/logo.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { route } from '../http/route.ts';
import { appOf } from '../use-cases/components.ts';
import { newLogo } from '../use-cases/logos.ts';
import { appResponse as response, replaceApp, requireUnlocked } from './apps.ts';

const params = z.object({ appId: resourceId });

const BASE64_CHARACTERS_EACH = 4;
const BASE64_BYTES_EACH = 3;
/** One more byte than is taken, so that what is too large is said in KB. */
const MAX_CHARACTERS = Math.ceil((2 * LOGO_MAX_BYTES) / BASE64_BYTES_EACH) * BASE64_CHARACTERS_EACH;

/** A white square. */
const EXAMPLE = 'iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAEklEQVR42mP4DwUMo4xRBukMAOPT/hAC2mzjAAAAAElFTkSuQmCC';

const setLogo = route({
  method: 'PUT',
  path: '/apps/{appId}/logo',
  operationId: 'replaceLogoOfApp',
  summary: 'Hands in the logo of an app, which Penstock then serves',
  description: `A PNG, JPEG or WebP picture that stands still, of ${LOGO_MAX_BYTES / 1024} KB at most and ${LOGO_MIN_PIXELS} to ${LOGO_MAX_PIXELS} pixels on each side, in base64; what it is, its bytes say. \`logoUrl\` is then the path at which it is served. Customers see it when the next version of a component is approved. Not while one is in review.`,
  permission: 'apps:write',
  errors: ['in_review'],
  params,
  body: z.strictObject({ image: z.base64('must be base64').check(z.minLength(1), z.maxLength(MAX_CHARACTERS)) }),
  example: { image: EXAMPLE },
  response,
  async answer(context, { params: { appId }, body }) {
    const stored = await appOf(context, appId);
    requireUnlocked(stored.document);
    const { logoUrl, writes } = await newLogo(context, appId, body.image);
    return replaceApp(context, { stored, document: { ...stored.document, logoUrl }, writes });
  },
});

const removeLogo = route({
  method: 'DELETE',
  path: '/apps/{appId}/logo',
  operationId: 'deleteLogoOfApp',
  summary: 'Takes the logo of an app away; published versions keep theirs',
  permission: 'apps:write',
  errors: ['in_review'],
  params,
  response,
  async answer(context, { params: { appId } }) {
    const stored = await appOf(context, appId);
    requireUnlocked(stored.document);
    const { logoUrl: _, ...document } = stored.document;
    return replaceApp(context, { stored, document });
  },
});

export const appLogoRoutes = [setLogo, removeLogo] as const;
