// What an id of a workspace, a source or a destination may be. The schemas check by it, and the console while one types.

/** Lower-case letters, digits, `-` and `_`: an id is part of queue messages, archive keys and URLs. */
export const RESOURCE_ID = /^[a-z0-9][a-z0-9_-]{0,62}$/;
export const MAX_ID_CHARACTERS = 63;
export const RESOURCE_ID_RULE = 'must be 1 to 63 lower-case letters, digits, "-" or "_"';

export const isResourceId = (text: string): boolean => RESOURCE_ID.test(text);
