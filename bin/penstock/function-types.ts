/** Types of what a function has beside JavaScript, for editors. */
export const FUNCTION_TYPES_TEXT = `// What functions of Penstock have beside JavaScript. Put it beside your code; editors find it.
type PenstockEvent = {
  type: 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias' | 'delete';
  messageId: string;
  timestamp: string;
  receivedAt: string;
  userId?: string;
  anonymousId?: string;
  event?: string;
  name?: string;
  properties?: Record<string, any>;
  traits?: Record<string, any>;
  context?: Record<string, any>;
  [field: string]: any;
};
type PenstockSettings = Record<string, any>;
declare class EventNotSupported extends Error {}
declare class InvalidEventPayload extends Error {}
declare class ValidationError extends Error {}
declare class DropEvent extends Error {}
declare class RetryError extends Error {
  constructor(message?: string, options?: { retryAfter?: number });
}
declare class FetchError extends Error {
  readonly failure: string;
}
`;
