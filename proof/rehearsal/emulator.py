"""Starts the emulator of the deployment rehearsal: on a free port of the loopback interface only, with TLS and with IAM
enforced, and ends it, with the functions it runs and the commands of the rehearsal, when standard input closes.

Usage: emulator.py CERTIFICATE KEY (PEM files). Prints "port NUMBER" when it is about to listen.
"""

import asyncio
import json
import os
import re
import signal
import socket
import sys
import threading

# Several SQS operations are one IAM action:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
BATCH_ACTIONS = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}

# A PartiQL statement is authorised by what it does, on its own table:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
STATEMENT = re.compile(r'^\s*(INSERT|UPDATE|DELETE|SELECT)\b(?:.*?\b(?:INTO|FROM)\b)?\s*"?([\w.-]+)', re.I | re.S)


def end_with_parent():
    """The rehearsal holds the other end of our standard input, so this also works when it was killed.

    It says which commands have started ("+pid") and ended ("-pid"); those that still run end with us.
    """
    running = set()
    for line in sys.stdin:
        pid = int(line[1:])
        if line.startswith("+"):
            running.add(pid)
        else:
            running.discard(pid)
    for group in [*running, os.getpgrp()]:
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            pass


def statement_checks(body, region, account):
    data = json.loads(body)
    texts = [entry["Statement"] for entry in data.get("Statements", [data])]
    matches = [STATEMENT.match(text) for text in texts]
    return [
        (f"dynamodb:PartiQL{match[1].capitalize()}", f"arn:aws:dynamodb:{region}:{account}:table/{match[2]}")
        for match in matches
    ]


class ItemAction(str):
    """An action on one item of a transaction, which knows the partition key of its item."""

    leading_keys = []


def partition_keys(request):
    """Of the items that a request names; all tables of the app call theirs pk."""
    keys = [request.get("Key"), request.get("Item")]
    for table in (request.get("RequestItems") or {}).values():
        keys.extend(table.get("Keys", []))
    values = [key["pk"]["S"] for key in keys if key]
    if "KeyConditionExpression" in request:
        values.append(request["ExpressionAttributeValues"][":pk"]["S"])
    return values


def judge_by_leading_keys():
    """The emulator does not know dynamodb:LeadingKeys, and takes a condition about a key that is not there as met."""
    from ministack.core import iam_actions, iam_evaluator

    service_context = iam_actions.dynamodb_service_context
    transaction_checks = iam_actions.dynamodb_transaction_checks
    enforce = iam_evaluator.enforce

    def dynamodb_service_context(body):
        keys = partition_keys(json.loads(body or b"{}"))
        return {**service_context(body), **({"dynamodb:LeadingKeys": keys} if keys else {})}

    def dynamodb_transaction_checks(action, body, region, account):
        checks = transaction_checks(action, body, region, account)
        if action not in ("dynamodb:TransactWriteItems", "dynamodb:TransactGetItems"):
            return checks
        details = [detail for item in json.loads(body)["TransactItems"] for detail in item.values()]
        named = []
        for (item_action, arn), detail in zip(checks, details, strict=True):
            named_action = ItemAction(item_action)
            named_action.leading_keys = partition_keys(detail)
            named.append((named_action, arn))
        return named

    def enforce_item(access_key, action, *args, service_context=None, **kwargs):
        keys = getattr(action, "leading_keys", [])
        context = {**(service_context or {}), **({"dynamodb:LeadingKeys": keys} if keys else {})}
        return enforce(access_key, action, *args, service_context=context, **kwargs)

    iam_actions.dynamodb_service_context = dynamodb_service_context
    iam_actions.dynamodb_transaction_checks = dynamodb_transaction_checks
    iam_evaluator.enforce = enforce_item


def authorise_as_aws_does():
    """The emulator asks roles for permissions that AWS does not know, and would refuse what AWS allows."""
    from ministack.core import iam_actions

    extract = iam_actions.extract_iam_action
    transaction_checks = iam_actions.dynamodb_transaction_checks

    def extract_iam_action(*args):
        action = extract(*args)
        return BATCH_ACTIONS.get(action, action)

    def dynamodb_transaction_checks(action, body, region, account):
        if action in ("dynamodb:ExecuteStatement", "dynamodb:BatchExecuteStatement"):
            return statement_checks(body, region, account)
        return transaction_checks(action, body, region, account)

    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.dynamodb_transaction_checks = dynamodb_transaction_checks


def create_login_page(logical_id, props, stack_name):
    from ministack.services import cognito

    pool = cognito._user_pools.get(props["UserPoolId"])
    if not pool:
        raise ValueError(f"UserPool {props['UserPoolId']} not found for ManagedLoginBranding")
    return f"{props['UserPoolId']}|{stack_name}-{logical_id}", {}


def know_login_pages():
    """The emulator has no look of the login page. Here its pool must be there, and nothing is drawn."""
    from ministack.services.cloudformation import provisioners

    handlers = provisioners._RESOURCE_HANDLERS
    if "AWS::Cognito::ManagedLoginBranding" in handlers:
        raise SystemExit("The emulator knows AWS::Cognito::ManagedLoginBranding by now: take know_login_pages away.")
    handlers["AWS::Cognito::ManagedLoginBranding"] = {
        "create": create_login_page,
        "delete": lambda physical_id, props: None,
    }


def main():
    certificate, key = sys.argv[1:]
    threading.Thread(target=end_with_parent, daemon=True).start()
    # Bound here and handed over, so that nobody else can take the port in between.
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = str(listener.getsockname()[1])
    os.environ.update(
        AUTH="true",
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=port,
        IOT_MTLS_ENABLED="0",
        LOG_LEVEL="INFO",
        MINISTACK_HOST="127.0.0.1",
        MINISTACK_SSL_CERT=certificate,
        MINISTACK_SSL_KEY=key,
        USE_SSL="1",
    )

    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    know_login_pages()
    judge_by_leading_keys()
    authorise_as_aws_does()
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.certfile = certificate
    config.keyfile = key
    config.keep_alive_timeout = 75
    print(f"port {port}", flush=True)
    asyncio.run(serve(app, config))


main()
