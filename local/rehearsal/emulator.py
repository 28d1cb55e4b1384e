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

    authorise_as_aws_does()
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.certfile = certificate
    config.keyfile = key
    config.keep_alive_timeout = 75
    print(f"port {port}", flush=True)
    asyncio.run(serve(app, config))


main()
