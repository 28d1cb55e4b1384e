/** What the operator can put right; shown without a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `Usage: npm run penstock -- <command> --stage <stage>

  plan FILE       what would have to change for the stage to be as the workspace file says
  apply FILE      makes the stage as the workspace file says
  dead-letters    prints the packs in the dead-letter queues, one JSON object a line, and leaves them there

  workspaces                        lists the workspaces
  workspaces create ID              creates one and prints its first API token; --name NAME, --owner EMAIL,
                                    --reviews for the one whose reviewers decide about components
  workspaces token ID               prints a new API token of a workspace, with an owner's rights

  lanes                             lanes that published components ask for, and the lines for cdk.json

  undelivered                       lists events that were not delivered, newest first
  undelivered show ID               one of them: the event, and every attempt with its answer
  undelivered redrive ID...         sends them round again
  undelivered redrive --all --destination ID
  undelivered discard ID...         writes them off; --all --destination ID as above

    --destination, --reason, --outcome dead-lettered|discarded, --event NAME, --user ID,
    --from TIME, --to TIME          which ones, for lists and for --all
    --state open|redriven|discarded|all, --limit N, --cursor C     for lists
  replay create --destination ID --from TIME     sends events of the archive to a destination again
    --to TIME, --source ID, --type track, --event NAME, --user ID   which ones; --source and --type may be repeated
    --only-undelivered              only those that were never sent, or not delivered
    --rate N                        events a second (500)
    --dry-run                       only says how many, how long and how many dollars
  replay                            lists replays, newest first
  replay show ID                    one of them: how far it is, and what became of its events
  replay pause|resume|cancel ID

    --json                          prints what the API says, one JSON object a line
    --url http://localhost:8080     instead of --stage: a pipeline on this machine

The stage must be deployed, and the AWS credentials of your shell are used.`;
