import { accessRequestCommands } from './access-requests.ts';
import { appCommands } from './apps.ts';
import { auditCommands } from './audit.ts';
import { catalogCommands } from './catalog.ts';
import type { Command } from './command.ts';
import { componentKindCommands } from './component-kinds.ts';
import { componentTestCommands } from './component-tests.ts';
import { completionCommands } from './completion.ts';
import { componentUsageCommands } from './component-usage.ts';
import { componentCommands } from './components.ts';
import { costCommands } from './cost.ts';
import { deadLetterCommands } from './dead-letters.ts';
import { destinationCommands } from './destinations.ts';
import { functionCommands } from './functions.ts';
import { grantCommands } from './grants.ts';
import { laneCommands } from './lanes.ts';
import { ledgerCommands } from './ledger.ts';
import { loginCommands } from './login.ts';
import { oauthClientCommands } from './oauth-clients.ts';
import { peopleCommands } from './people.ts';
import { quotaCommands } from './quotas.ts';
import { replayCommands } from './replay.ts';
import { reviewCommands } from './reviews.ts';
import { sourceCommands } from './sources.ts';
import { subscriptionCommands } from './subscriptions.ts';
import { tailCommands } from './tail.ts';
import { testerCommands } from './tester.ts';
import { traceCommands } from './trace.ts';
import { undeliveredCommands } from './undelivered.ts';
import { workspaceFileCommands } from './workspace-file.ts';
import { workspaceCommands } from './workspaces.ts';

/** Every command, in the order in which people read of them. */
export const COMMANDS: readonly Command[] = [
  ...loginCommands,
  ...sourceCommands,
  ...destinationCommands,
  ...subscriptionCommands,
  ...catalogCommands,
  ...grantCommands,
  ...testerCommands,
  ...functionCommands,
  ...tailCommands,
  ...ledgerCommands,
  ...costCommands,
  ...traceCommands,
  ...undeliveredCommands,
  ...replayCommands,
  ...workspaceFileCommands,
  ...appCommands,
  ...componentCommands,
  ...componentUsageCommands,
  ...componentKindCommands,
  ...componentTestCommands,
  ...oauthClientCommands,
  ...reviewCommands,
  ...peopleCommands,
  ...auditCommands,
  ...quotaCommands,
  ...workspaceCommands,
  ...accessRequestCommands,
  ...laneCommands,
  ...deadLetterCommands,
  ...completionCommands,
];
