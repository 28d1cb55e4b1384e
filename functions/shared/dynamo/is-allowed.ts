import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Waits for a write with a condition. False when the condition did not hold, and nothing was written. */
export async function isAllowed(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
