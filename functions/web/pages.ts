// What somebody sees who looks for the API of a running Penstock: plain text for programs, the same text with links for
// browsers.

const API = `The API of Penstock.

Everything that is configured can be configured over HTTP, at /api/v1:
sources, destinations, members, tokens, apps and their components, reviews, replays.

Every operation, in OpenAPI 3.1  /api/openapi.json
How all of them behave           /docs/api.md
The same from a shell            /docs/cli.md

`;

const TOKEN_LOCAL = `How to get a token: on this machine none is needed. A request without one acts as the owner:

  curl -s ADDRESS/api/v1/sources

To try one, create it; it is shown once:

  npm run --silent penstock -- tokens create "My script" --role developer
`;

const TOKEN_STAGE = `How to get a token: an owner of your workspace creates it, with "penstock tokens create" or POST /api/v1/tokens.
The first one of a workspace comes from the operator of this installation, who has AWS credentials:

  npm run --silent penstock -- workspaces create acme --owner you@example.com --stage STAGE
  npm run --silent penstock -- workspaces token acme --stage STAGE

It is sent with every request, as "Authorization: Bearer TOKEN".
`;

/** Paths of pages that a person can look at without being anybody. */
const LINKED = /(?<=^|\s)\/(?:docs(?:\/[\w.-]+)*|api(?:\/openapi\.json)?|healthz)(?=$|[\s,])/gm;

export function apiText(isLocal: boolean): string {
  return API + (isLocal ? TOKEN_LOCAL : TOKEN_STAGE);
}

/** A text in a page of its own, whose paths can be followed. */
export function textPage(text: string): string {
  const linked = escapeHtml(text).replace(LINKED, (path) => `<a href="${path}">${path}</a>`);
  const [title = ''] = text.split('\n', 1);
  return htmlPage(title.replace(/\.$/, ''), `<pre>${linked}</pre>`);
}

/** The one style of all pages; the content security policy names it by its hash. */
export const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
pre{overflow-x:auto;font-size:.875rem}table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid #8888;padding:.25rem .5rem;text-align:left;vertical-align:top}img{max-width:100%}`;

export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
${body}
</body></html>
`;
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPED[character] ?? character);
}
