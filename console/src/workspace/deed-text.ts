/** What was done, of the name of an operation of the API: `Update destination` of `updateDestination`. */
export function deedText(operation: string): string {
  const words = operation.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
