import { Fragment } from 'react';
import { ExactTime } from './time.tsx';

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A text of the API, with the moments in it as the console tells moments. */
export function Told({ text }: { readonly text: string }) {
  return text.split(INSTANT).map((part, index) => (
    // Its place is all that a part is known by.
    <Fragment key={index}>{INSTANT.test(part) ? <ExactTime at={part} /> : part}</Fragment>
  ));
}
