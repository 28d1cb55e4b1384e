// What an event has that a directive of its mapping cannot work with.

/** Where a mapping failed for an event: expected, and the end of that event. */
export class MappingFault extends Error {
  override readonly name = 'MappingFault';
  /** Of the part that failed, as a JSON pointer into the mapping. */
  readonly pointer: string;
  readonly directive: string;

  constructor(pointer: string, directive: string, message: string) {
    super(message);
    this.pointer = pointer;
    this.directive = directive;
  }
}
