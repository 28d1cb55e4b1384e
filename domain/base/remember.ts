// Work that is done once for each argument. Routing and the archive rely on it where thousands of events share a value.

/** The same function, but for an argument that it has seen it returns what it returned then; objects by identity. */
export function remember<Argument, Result>(compute: (argument: Argument) => Result): (argument: Argument) => Result {
  const results = new Map<Argument, Result>();
  return (argument) => {
    const known = results.get(argument);
    if (known !== undefined) return known;
    const result = compute(argument);
    results.set(argument, result);
    return result;
  };
}
