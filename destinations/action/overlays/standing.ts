/** Of Segment itself, or for trying things: they work nowhere else, and nobody is shown them. */
export const HIDDEN: ReadonlySet<string> = new Set([
  ...['engage-messaging-sendgrid', 'engage-messaging-twilio', 'google-sheets-dev', 'memora', 'memora-internal', 'noop'],
  ...['segment', 'segment-profiles', 'tiktok-conversions-sandbox', 'tiktok-offline-conversions-sandbox'],
]);

/**
 * Their vendors give access to an app that they have approved, and Segment's is not ours to use: whoever connects one needs
 * an app, or an agreement, of his own. The code of these reads its secrets from the environment, which has none.
 */
export const NEED_OWN_PARTNER_APP: ReadonlySet<string> = new Set([
  ...['amazon-amc', 'amazon-conversions-api', 'apolloio', 'braze-cohorts', 'display-video-360', 'dotdigital-audiences'],
  ...['dynamic-yield-audiences', 'facebook-conversions-api', 'first-party-dv360', 'google-enhanced-conversions'],
  ...['linkedin-conversions', 'ms-bing-ads-audiences', 'salesforce', 'yahoo-audiences'],
]);
