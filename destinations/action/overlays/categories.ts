import type { CATEGORIES } from '../../../domain/catalog/app.ts';

type Category = (typeof CATEGORIES)[number];

/** On which shelf each destination of the catalog stands, by hand: the package does not say. */
const BY_CATEGORY: Readonly<Partial<Record<Category, readonly string[]>>> = {
  Advertising: [
    ...['1plusx', '1plusx-asset-api', 'amazon-amc', 'amazon-conversions-api', 'collab-travel-crm', 'criteo-audiences'],
    ...['delivrai-activate', 'display-video-360', 'epsilon', 'facebook-conversions-api', 'facebook-custom-audiences'],
    ...[
      'first-party-dv360',
      'google-campaign-manager-360',
      'google-data-manager',
      'google-enhanced-conversions',
      'iqm',
    ],
    ...['kevel', 'kevel-audience', 'linkedin-audiences', 'linkedin-conversions', 'magellan-ai', 'moloco-rmp'],
    ...['ms-bing-ads-audiences', 'ms-bing-capi', 'nextdoor-capi', 'pinterest-conversions', 'reddit-audiences'],
    ...['reddit-conversions-api', 'revx', 'rokt-audiences', 'rokt-capi', 'snap-audiences', 'snap-conversions-api'],
    ...['stackadapt', 'stackadapt-audiences', 'taboola-actions', 'tiktok-app-events', 'tiktok-audiences'],
    ...['tiktok-conversions', 'tiktok-conversions-sandbox', 'tiktok-offline-conversions'],
    ...['tiktok-offline-conversions-sandbox', 'topsort', 'vibe-audience', 'yahoo-audiences', 'youappi-audiences'],
  ],
  Analytics: [
    ...['accoil-analytics', 'aggregations-io', 'algolia-insights', 'amplitude', 'amplitude-cohorts', 'app-fit', 'avo'],
    ...['avo-v2', 'calliper', 'canvas', 'equals', 'gainsight-px-cloud-action', 'google-analytics-4', 'heap', 'june'],
    ...['klime', 'mixpanel', 'pendo-audiences', 'posthog', 'prodeology', 'trackey', 'trubrics', 'usermaven'],
    ...['usermotion', 'dawn', 'chartmogul'],
  ],
  'A/B Testing': ['absmartly', 'adobe-target', 'kameleoon', 'vwo'],
  Attribution: ['adjust', 'ambee', 'attribution', 'dub', 'podscribe', 'roadwayai', 'spiffy'],
  CRM: [
    ...['attio', 'blackbaud-raisers-edge-nxt', 'clay', 'close', 'hubspot', 'inleads-ai', 'outfunnel', 'pipedrive'],
    ...['salesforce', 'saleswings', 'apolloio', 'qualified', 'koala', 'toplyne'],
  ],
  'Customer Success': ['devrev', 'intercom', 'metronome', 'canny-functions', 'hyperengage', 'gleap', 'userpilot'],
  'Data Platforms': ['aampe', 'actable-predictive', 'angler-ai', 'blend-ai', 'hilo', 'responsys', 'segment'],
  Email: ['sendgrid', 'sendgrid-audiences', 'loops', 'drip', 'dotdigital', 'dotdigital-audiences', 'courier'],
  Enrichment: ['memora', 'memora-internal', 'segment-profiles'],
  'Feature Flags': [
    ...['launchdarkly', 'launchdarkly-audiences', 'optimizely-feature-experimentation-actions', 'schematic'],
  ],
  'Marketing Automation': [
    ...['acoustic', 'actions-pardot', 'antavo', 'attentive', 'batch', 'braze', 'braze-cohorts', 'clevertap', 'cordial'],
    ...['customerio', 'emarsys', 'encharge', 'engage-messaging-sendgrid', 'insider', 'insider-audiences', 'iterable'],
    ...['iterable-audiences', 'iterable-lists', 'klaviyo', 'listrak', 'mantle', 'marketo-static-lists', 'moengage'],
    ...['movable-ink', 'optimizely-data-platform', 'ortto', 'ortto-audiences', 'salesforce-marketing-cloud', 'taguchi'],
    ...['voyage', 'xtremepush', 'yonoma', 'launchpad'],
  ],
  'Mobile Messaging': [
    ...['airship', 'engage-messaging-twilio', 'postscript', 'pushwoosh', 'twilio', 'twilio-messaging'],
    ...['twilio-messaging-omnichannel', 'twilio-studio'],
  ],
  Monitoring: ['playerzero-cloud'],
  Payments: ['m3ter', 'revend'],
  Personalization: [
    ...['appcues', 'contentstack', 'dynamic-yield-audiences', 'eagleeye-audiences', 'gameball', 'gwen', 'jimo-cloud'],
    ...['livelike-cloud', 'nudge', 'optimizely-advanced-audience-targeting', 'optimizely-web', 'recombee', 'ripe'],
  ],
  'Raw Data': [
    ...['altertable', 'google-sheets', 'google-sheets-dev', 'noop', 'singlestore', 'webhook', 'webhook-audiences'],
    ...['webhook-extensible', 'zapier'],
  ],
  Referrals: ['friendbuy', 'rehook', 'talon-one', 'voucherify', 'yotpo'],
  'Session Recording': ['fullstory'],
  Surveys: ['qualtrics', 'sprig', 'surveysparrow', 'survicate'],
  Other: ['ironclad', 'lark', 'slack', 'voiceops'],
};

const CATEGORY_OF: ReadonlyMap<string, Category> = new Map(
  Object.entries(BY_CATEGORY).flatMap(([category, slugs]) =>
    slugs.map((slug) => [slug, category as Category] as const),
  ),
);

/** Undefined for one that nobody has put on a shelf yet. */
export function categoryOf(slug: string): Category | undefined {
  return CATEGORY_OF.get(slug);
}
