import { parentPort, workerData } from 'node:worker_threads';
import { serveGuests } from '../../../functions/runner/guest-thread.ts';
import { realOutside } from '../../../functions/shared/lambda/outside.ts';
import type { GuestThreadData } from '../../../functions/runner/thread-messages.ts';

// The thread of guests as a bundle begins it, without a bundle.
if (parentPort !== null) serveGuests(parentPort, workerData as GuestThreadData, realOutside({}));
