import { auditCommands } from './audit.ts';
import type { Command } from './command.ts';
import { completionCommands } from './completion.ts';
import { costCommands } from './cost.ts';
import { deadLetterCommands } from './dead-letters.ts';
import { destinationCommands } from './destinations.ts';
import { laneCommands } from './lanes.ts';
import { ledgerCommands } from './ledger.ts';
import { loginCommands } from './login.ts';
import { peopleCommands } from './people.ts';
import { replayCommands } from './replay.ts';
import { sourceCommands } from './sources.ts';
import { traceCommands } from './trace.ts';
import { undeliveredCommands } from './undelivered.ts';
import { workspaceFileCommands } from './workspace-file.ts';
import { workspaceCommands } from './workspaces.ts';

/** Every command, in the order in which people read of them. */
export const COMMANDS: readonly Command[] = [
  ...loginCommands,
  ...sourceCommands,
  ...destinationCommands,
  ...ledgerCommands,
  ...costCommands,
  ...traceCommands,
  ...undeliveredCommands,
  ...replayCommands,
  ...workspaceFileCommands,
  ...peopleCommands,
  ...auditCommands,
  ...workspaceCommands,
  ...laneCommands,
  ...deadLetterCommands,
  ...completionCommands,
];
