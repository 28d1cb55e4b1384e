// Bundles have these as their texts.
declare module 'base64-js/base64js.min.js' {
  const text: string;
  export default text;
}
declare module 'buffer/index.js' {
  const text: string;
  export default text;
}
declare module 'fetch-retry/dist/fetch-retry.umd.js' {
  const text: string;
  export default text;
}
declare module 'ieee754/index.js' {
  const text: string;
  export default text;
}
declare module 'lodash/lodash.min.js' {
  const text: string;
  export default text;
}
declare module 'moment/min/moment.min.js' {
  const text: string;
  export default text;
}
declare module 'moment-timezone/builds/moment-timezone-with-data-1970-2030.min.js' {
  const text: string;
  export default text;
}
declare module 'uuidv5/uuid.js' {
  const text: string;
  export default text;
}
declare module 'xml/lib/escapeForXML.js' {
  const text: string;
  export default text;
}
declare module 'xml/lib/xml.js' {
  const text: string;
  export default text;
}
