// Every error of the control API: under which status and code it is answered, and what it says to people. The API, its
// OpenAPI document, the tables of docs/api.md, the client and the command all read this list; nobody parses a text.

/**
 * By status, then by name. A name is the code, or the code, a dot and which of its texts it is. What stands in braces is
 * described in error-texts.ts. 0 is for what the client says itself, without an answer.
 */
export const API_ERRORS = {
  0: {
    unreachable: '{origin} cannot be reached: {reason}',
    invalid_id: '{id} is no id: an id is not empty, not "." or "..", and has no "/" or "?".',
  },
  400: {
    invalid_body: '{say:body} is not as it must be{say:problems}',
    'invalid_body.missing': 'A body is missing.',
    'invalid_body.none_taken': '{operation} takes no body.',
    'invalid_body.settings': 'The settings are not as they must be{say:problems}',
    'invalid_body.config': 'This is no configuration of a {kind}{say:problems}',
    'invalid_body.file': 'The file is not usable{say:problems}',
    'invalid_body.replay': 'A replay wants at least {"destination": ..., "from": ...}. {faults}',
    'invalid_body.resolve':
      'The body must be {"ids": [...]} with at most {most} ids, or {"filter": {"destination": ...}}. {faults}',
    'invalid_body.workspace': 'Send {"id": "acme", "name": "Acme", "owner": "you@example.com"}.',
    invalid_query: 'The query is not as it must be{say:problems}',
    'invalid_query.faults': '{faults}',
    'invalid_query.missing': '"{name}" is missing.',
    'invalid_query.key_class': '"keyClass" must be one of {classes}.',
    malformed_json: 'The body is not valid JSON.',
    nested_too_deeply: 'The body may be nested in {most} levels at most.',
    too_large: 'A version may have {most} KB, with its documentation.',
    secrets_needed: 'Secrets stay where they were given for{say:problems}',
    invalid_cursor: 'This cursor is none that a list has given. Begin again without it.',
    invalid_idempotency_key: 'Idempotency-Key must be 16 to 200 printable characters without spaces, such as a UUID.',
    invalid_authorization_request: '{why}',
    workspace_required: 'Say which workspace, in the header x-penstock-workspace: {workspaces}.',
    'workspace_required.operator': '{operation} is about one workspace. Say which, in the header x-penstock-workspace.',
    nothing_can_match: 'Only track calls have names: leave out {field:events}, or have "track" among {field:types}.',
    range_empty: '{from} must be before {to}.',
    'range_empty.replay': '{field:from} ({from}) must be before {field:to} ({to}), and both before now.',
    range_too_long: 'A series has {most} points at most: ask for less at once, or for hours.',
    range_too_old: 'The archive keeps {days} days. Choose {field:from} no earlier than {oldest}.',
    'range_too_old.series': '{from} lies too far back: {step}s are kept for {hours} hours.',
    bad_from: 'from must be a time in UTC, such as 2026-11-22T10:05:00Z.',
    bad_to: 'to must be a time in UTC, such as 2026-11-22T10:05:00Z.',
    bad_receivedAt: 'receivedAt must be a time in UTC, such as 2026-11-22T10:05:00Z.',
    bad_owner: 'owner must be such as source:web, destination:crm or unattributed.',
    bad_step: 'step must be minute or hour.',
    too_many_objects: 'Too much was archived then to look through it; query the archive.',
    invalid_request: 'A parameter is there twice.',
    'invalid_request.form': 'Send the parameters as "Content-Type: application/x-www-form-urlencoded".',
    'invalid_request.secret_twice': 'Send the secret in one way: by Basic authorisation or in the body.',
    'invalid_request.other_client': 'client_id is not the client that is authorised.',
    'invalid_request.install_name': 'install_name must be that of the first token.',
    'invalid_request.redirect_uri': 'The redirect_uri is none of those that the app has registered.',
    'invalid_request.state': 'state must be 1 to 500 printable characters.',
    'invalid_request.code_challenge': 'code_challenge must be there, with code_challenge_method S256.',
    'invalid_client.unknown': 'There is no such client.',
    invalid_grant: 'The code or install is not valid, not valid any more, or not for this request.',
    invalid_scope: 'scope must be "{scope}".',
    unsupported_response_type: 'response_type must be "code".',
    unsupported_grant_type: 'grant_type must be authorization_code or client_credentials.',
  },
  401: {
    unauthorized: 'This token is not valid, not valid any more, or not of this installation. Create a new one.',
    'unauthorized.missing': 'Send an API token as "Authorization: Bearer pst_...".',
    'unauthorized.operator': 'Sign the request with an AWS identity that may execute-api:Invoke here.',
    invalid_client: 'There is no such client, or its secret is another one.',
  },
  403: {
    forbidden: '{operation} needs the permission {permission}, which {actor} does not have. Roles with it: {roles}.',
    'forbidden.installation':
      '{operation} needs the permission {permission}, which only the operator of the installation has.',
    'forbidden.grant': 'The grant is for something else.',
    'forbidden.token': 'This token may do more than you. It is revoked by an owner, or by who may do all that it may.',
    exceeds_own_permissions:
      'A token can do no more than who creates it. You lack {missing}: choose another role, or scopes.',
    foreign_page: 'Without a token this API answers programs on this machine, and no web pages. Create an API token.',
    no_workspace: 'You are a member of no workspace. Ask an owner of one to add your email.',
    own_submission:
      'You have written or submitted this, or are a member of the workspace that has; somebody else has to decide.',
    wrong_role: 'To {action} a component is up to: {roles}.',
  },
  404: {
    not_found: 'There is no {what} "{id}" in {place}.{list:listedAt}',
    'not_found.here': 'There is nothing here. GET /api/openapi.json says what there is.',
    'not_found.at': 'There is nothing at {line}. There is: {known}.',
    'not_found.workspace': 'There is no workspace "{id}", or you are no member of it.',
    'not_found.installation': 'There is no workspace "{id}".',
    'not_found.reviews': 'Components are not reviewed in this workspace.',
    'not_found.access_requests': 'Requests for access are decided by the operator, and in the reviewing workspace.',
    access_requests_off: 'This installation takes no requests for access. Ask whoever operates it.',
    'not_found.undelivered': 'There is no undelivered event with the id "{id}".',
    'no_workspace.none': 'There is no workspace yet. Start with --workspace FILE, or POST /api/workspaces.',
    unknown_destination: 'There is no destination "{id}".',
    'unknown_destination.known': 'There is no destination "{id}". There is: {known}.',
    unknown_subscription: 'The destination "{destination}" has no subscription "{id}".',
    unknown_source: 'There is no source "{id}".',
    'unknown_source.known': 'There is no source "{id}". There is: {known}.',
    unknown_replay: 'There is no replay "{id}".{list:listedAt}',
    unknown_event:
      'No event "{id}" of the source "{source}" is known: it was never accepted, it is still in the ingest queue, or its claim has expired with the dedupe window. Say {set:receivedAt=2026-11-22T10:05Z}, a time up to ten minutes before it was archived, to have it looked for in the archive.',
    'unknown_event.then':
      'No event "{id}" of the source "{source}" is known, nor archived within ten minutes after {field:receivedAt}.',
    'invalid_request.path': 'There is GET /oauth2/authorize and POST /oauth2/token.',
  },
  405: { method_not_allowed: 'Here one may {methods}.' },
  409: {
    account_active: '{email} has an account already, and needs no invitation.',
    account_disabled:
      'The account of {email} is switched off at the sign-in provider. Whoever operates this installation can switch it on.',
    already_exists: 'The {what} "{id}" exists already, or was just created.',
    'already_exists.elsewhere': '{why}',
    already_decided: 'This request was {state} already.',
    not_approved: 'This request is {state}: only who was approved is invited.',
    'already_exists.workspace': 'There is a workspace "{id}" already.',
    ambiguous_id: 'Two events have the id {id}. Use a filter.',
    app_in_use: 'Delete its {what} first: {ids}.',
    conflict: 'The {what} "{id}" was changed at the same moment. Read it again, and repeat the change.',
    destination_deleted: 'The destination {id} does not exist any more. Its events can only be discarded.',
    function_in_use: 'Delete its destinations first, or let them do without it: {ids}.',
    in_progress: 'The first request with this Idempotency-Key is still being answered. Ask again in a few seconds.',
    in_review: 'The app stays as the reviewer sees it. Withdraw {components} first, or wait.',
    last_owner: 'This is the last owner. Make somebody else an owner first.',
    last_address:
      'This is the address that stays. Make another one first (POST /sources/…/addresses), or switch the source off.',
    last_write_key: 'This is the last write key. Create another one first, or switch the source off.',
    no_sign_in:
      'Nobody signs in to this installation, so nobody can be invited. On one machine, start it with --sign-in.',
    no_addresses: 'The source "{id}" takes events with write keys, and has no address. Sources of a function have one.',
    no_earlier_version: 'The function "{id}" has no version before the one that runs.',
    not_ready: 'The checklist has open items{say:problems}',
    quota_exceeded:
      'A workspace may have {most} {what}, and this would be {now}. Delete some first, or ask whoever operates this installation for more (quotas.{name}).',
    replay_going_on: 'A replay of what {destination} did not get is going on: {ids}. Wait for it to end, or cancel it.',
    replay_not_supported:
      'The component "{component}", of which the destination "{id}" was made, takes no events a second time. With {field:onlyUndelivered} it is sent what it never got.',
    source_in_use: 'Delete its destinations first: {ids}.',
    too_many_ancestors: 'Tokens that tokens have made: {most} in a row at most. Use one that comes earlier in the row.',
    too_many_clients: 'An app has {most} clients at most. Delete one first.',
    too_many_components: 'An app has {most} components at most.',
    too_many_functions: 'A workspace has {most} functions at most. Delete one first.',
    too_many_replays: 'There are {count} unfinished replays. Wait for one to end, or cancel one: {ids}.',
    too_many_addresses: 'A source has {most} addresses at most. Revoke one that ends anyway.',
    too_many_write_keys: 'A source has {most} write keys at most. Revoke one first.',
    wrong_state:
      'It is {stage}, and its next version {draft}: to {action} it is not possible now. Possible: {possible}.',
    'wrong_state.no_draft': 'The component "{id}" has no draft. Edit it first.',
    'wrong_state.replay': 'The replay {id} is {state}. Only one that is {wanted} can be {done}.',
  },
  412: {
    precondition_failed:
      'It is not what If-Match says any more: somebody has changed it. Read it again, and repeat the change.',
    'precondition_failed.now':
      'The {what} "{id}" was changed at the same moment. Read it again, and repeat the change.',
  },
  413: {
    body_too_large: 'A body may have {most} KB.',
    'invalid_request.too_large': 'The body is too large.',
  },
  415: { unsupported_media_type: 'Send the body as "Content-Type: application/json".' },
  422: {
    idempotency_key_reused: 'This Idempotency-Key was used for another request. Take a new key for a new request.',
  },
  428: {
    precondition_required: 'Say which revision you have read: send the ETag that it came with as If-Match.',
  },
  429: {
    too_many_requests: 'More than {most} requests in a minute. Go on in {seconds} seconds.',
    'too_many_requests.workspace':
      'A workspace may have {most} {what}, and has had them. Go on in {seconds} seconds, or ask whoever operates this installation for more (quotas.{name}).',
    'quota_exceeded.rate':
      'A workspace may have {most} {what}, and has had them. Go on in {seconds} seconds, or ask whoever operates this installation for more (quotas.{name}).',
    too_many_failures:
      'Too many wrong credentials came from your address. Try again in {seconds} seconds, with the right ones.',
    too_many_access_requests: 'There were too many requests for access. Try again in {seconds} seconds.',
    too_many_invitations:
      'This address was sent {most} invitations today, and is sent no more. Go on in {seconds} seconds.',
    too_many_tests: 'A workspace may do this {most} times in {window} seconds. Go on in {seconds} seconds.',
  },
  503: {
    invitation_not_sent: 'The sign-in provider has sent no invitation: {why}. Ask for it again later.',
    newer_format:
      'What this needs is {what} that a newer version of Penstock has written, in the format {number}; this version reads up to {newest}. Nothing is lost. Whoever operates this installation has to update it to that version, or one after it.',
    runner_unavailable: 'What runs functions cannot be reached at the moment. Try again in a few seconds.',
    sign_in_unavailable: 'The sign-in provider cannot be reached. Try again in a moment.',
  },
} as const;
