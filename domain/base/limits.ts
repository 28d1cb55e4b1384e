// The limits of the tracking API, as Segment documents them. Ingest enforces them; docs and error messages quote them.

export const MAX_EVENT_BYTES = 32 * 1024;
/**
 * A request, uncompressed. Segment takes 500 KB, RudderStack 4 MB. As base64, in which API Gateway hands on what is no text,
 * it is 5.6 MB, and a function is given 6 MB.
 */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** A request to the address of a source, unpacked: what a message of SQS has room for, as base64 too. */
export const MAX_SOURCE_BODY_BYTES = 512 * 1024;
export const MAX_BATCH_EVENTS = 2_500;
export const MAX_MESSAGE_ID_CHARACTERS = 100;

/** Deeper JSON is refused: partners' parsers give up at depths like this (Ruby's at 100). */
export const MAX_DEPTH = 64;
