// The names that an event has by the Spec, for those who judge whether a name in a filter is meant.

/** Fields that the Spec, SDKs or ingest give an event. */
export const EVENT_FIELDS: readonly string[] = [
  ...['type', 'event', 'name', 'category', 'userId', 'anonymousId', 'groupId', 'previousId', 'messageId'],
  ...['properties', 'traits', 'context', 'integrations', 'channel', 'projectId', 'version', '_metadata'],
  ...['timestamp', 'originalTimestamp', 'sentAt', 'receivedAt'],
];

/** Common fields of the Spec. A context may have others, so that only a near miss is worth a word. */
export const CONTEXT_FIELDS: readonly string[] = [
  ...['active', 'app', 'campaign', 'channel', 'consent', 'device', 'groupId', 'ip', 'library', 'locale', 'network'],
  ...['os', 'page', 'referrer', 'screen', 'timezone', 'traits', 'userAgent', 'userAgentData'],
];
