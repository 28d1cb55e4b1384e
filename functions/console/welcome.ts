// What a program is told that asks for the address of a running Penstock. Browsers get the console.

const WELCOME = `Penstock is running.

The console, for a browser       /
The documentation                /docs
The API, for programs            /api
Is it alive?                     /healthz

Events go to                     POST /v1/track, /v1/identify, /v1/page, /v1/screen, /v1/group, /v1/alias, /v1/batch
What became of them              GET /api/ledger, /api/ledger/series?owner=destination:ID, /api/ledger/check
And of one of them               GET /api/trace?source=SOURCE&messageId=MESSAGE_ID
What was not delivered           GET /api/undelivered, POST /api/undelivered/redrive, /api/undelivered/discard
Send events again                POST /api/replays, GET /api/replays, /api/replays/ID
Pages load Segment's SDK from    GET /analytics.js/v1/WRITE_KEY/analytics.min.js
`;

export function welcomeText(): string {
  return WELCOME;
}
