/** Names that no rule makes of those in the package. */
const NAMES: Readonly<Record<string, string>> = {
  '1plusx-asset-api': '1plusX Asset API',
  'amazon-conversions-api': 'Amazon Conversions API',
  'blend-ai': 'Blend AI',
  customerio: 'Customer.io',
  'display-video-360': 'Display & Video 360',
  'first-party-dv360': 'Display & Video 360 First-Party Audiences',
  'gainsight-px-cloud-action': 'Gainsight PX',
  iqm: 'IQM',
  'iterable-audiences': 'Iterable Audiences',
  'linkedin-audiences': 'LinkedIn Audiences',
  moengage: 'MoEngage',
  'ms-bing-ads-audiences': 'Microsoft Advertising Audiences',
  'ms-bing-capi': 'Microsoft Advertising Conversions API',
  'ortto-audiences': 'Ortto Audiences',
  posthog: 'PostHog',
  'salesforce-marketing-cloud': 'Salesforce Marketing Cloud',
  'snap-conversions-api': 'Snap Conversions API',
  surveysparrow: 'SurveySparrow',
  'tiktok-conversions': 'TikTok Conversions',
  'tiktok-conversions-sandbox': 'TikTok Conversions Sandbox',
  'youappi-audiences': 'YouAppi Audiences',
};

const ADDITIONS = [
  /\((actions?|cloud|cloud destination)\)/gi,
  /\bcloud mode\b/gi,
  /^actions\b/i,
  /\b(actions|cloud)$/i,
];

/** What people know it by. Of the package's name, that without what says how it is made. */
export function displayName(slug: string, name: string): string {
  if (Object.hasOwn(NAMES, slug)) return NAMES[slug] ?? name;
  return ADDITIONS.reduce((rest, addition) => rest.replace(addition, '').trim(), name).replaceAll(/ {2,}/g, ' ');
}
