// Names of stack outputs: CloudFormation takes letters and digits only.

/** `outputName('my-lane', 'DeadLetterQueueUrl')` is `MyLaneDeadLetterQueueUrl`. */
export function outputName(slug: string, suffix: string): string {
  const words = slug.split('-').filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') + suffix;
}
