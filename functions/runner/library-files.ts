// The libraries of functions, as texts in the bundle of the runner.

import base64 from 'base64-js/base64js.min.js' with { type: 'text' };
import buffer from 'buffer/index.js' with { type: 'text' };
import fetchRetry from 'fetch-retry/dist/fetch-retry.umd.js' with { type: 'text' };
import ieee754 from 'ieee754/index.js' with { type: 'text' };
import lodash from 'lodash/lodash.min.js' with { type: 'text' };
import moment from 'moment/min/moment.min.js' with { type: 'text' };
import timezone from 'moment-timezone/builds/moment-timezone-with-data-1970-2030.min.js' with { type: 'text' };
import uuidv5 from 'uuidv5/uuid.js' with { type: 'text' };
import escapeForXml from 'xml/lib/escapeForXML.js' with { type: 'text' };
import xml from 'xml/lib/xml.js' with { type: 'text' };
import type { LibraryFiles } from './libraries.ts';

export const LIBRARY_FILES: LibraryFiles = {
  ...{ buffer, ieee754, lodash, moment, uuidv5, xml },
  'base64-js': base64,
  'fetch-retry': fetchRetry,
  'moment-timezone': timezone,
  './escapeForXML': escapeForXml,
};
