export const EXAMPLE_WORKSPACE = 'example';
/** The write key of the example workspace. */
export const EXAMPLE_WRITE_KEY = 'wk_example';

/** How to send a first event to the example, with curl and with an SDK. */
export function firstEventInstructions(url: string): string {
  return `
This is the example workspace: the source "website", whose events go to a receiver that prints them here.

Send a first event with curl:

  curl -u ${EXAMPLE_WRITE_KEY}: ${url}/v1/track -d '{"userId":"u1","event":"Order Completed","properties":{"total":9.5}}'

or with the SDK you already have, in a folder where "npm install @segment/analytics-node" has run:

  node -e "
    const { Analytics } = require('@segment/analytics-node');
    const analytics = new Analytics({ writeKey: '${EXAMPLE_WRITE_KEY}', host: '${url}' });
    analytics.track({ userId: 'u1', event: 'Order Completed', properties: { total: 9.5 } });
    analytics.closeAndFlush();
  "

The same in a browser, with the SDK of your choice, and what became of every event: ${url}
Your own sources and destinations: npm start -- --workspace workspace.yaml (see README.md)
`;
}
