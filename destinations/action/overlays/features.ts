/** Flags by which code of a destination does what its vendor documents, and without which it does what it did before. */
export const FEATURES: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  // A 400 of theirs names the events that were refused, and the others were taken.
  mixpanel: { 'mixpanel-multistatus': true },
};
