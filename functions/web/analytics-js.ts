// Segment's browser SDK as it is served here: the published file, in which every address of somebody else that it would
// call of its own accord is replaced by the one that it was loaded from.

/** What the addresses become: variables of the function that is put around the SDK. */
const CDN = 'penstockCdn';
const API_HOST = 'penstockApiHost';

const PUBLISHED_API_HOST = '"api.segment.io/v1"';
/** A text that begins with an address which scripts are loaded from. */
const PUBLISHED_CDN = /"https:\/\/(?:cdn\.segment\.com|cdnjs\.cloudflare\.com)((?:\/[^"]*)?)"/g;
const SOURCE_MAP = /\n\/\/# sourceMappingURL=.*\s*$/;

/**
 * Where the page has the script from; whoever hosts a copy, or has a name of their own before this, is meant by it. The
 * SDK looks in `_cdn` first, and then at https addresses of script tags, among which Segment's may be.
 */
const FIND_ADDRESS = `var script=document.currentScript,src=script&&script.src||location.href,
${CDN}=(/^(https?:.*)\\/analytics\\.js\\/v1\\//.exec(src)||[])[1]||location.origin,
${API_HOST}=${CDN}.replace(/^https?:\\/\\//,"")+"/v1",
named=document.querySelector("script[data-global-segment-analytics-key]"),
queue=window[named&&named.dataset.globalSegmentAnalyticsKey||"analytics"];
if(queue&&!queue._cdn)queue._cdn=${CDN};
`;

export function toServedScript(published: string): string {
  const script = published
    .replace(SOURCE_MAP, '')
    .replaceAll(PUBLISHED_API_HOST, API_HOST)
    .replace(PUBLISHED_CDN, (_, path: string) => (path === '' ? CDN : `(${CDN}+"${path}")`));
  return `(function(){${FIND_ADDRESS}${script}\n})();\n`;
}
