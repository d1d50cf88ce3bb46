"""STS and S3 for tests: moto, and before it what moto does not do. It refuses a role with another external ID, a session
that has expired, what a role's policy does not allow, a bucket of another region; and it breaks what a test asks for.

Prints its port, serves until standard input ends.
"""

import datetime
import fnmatch
import json
import os
import re
import sys
import threading
import time
import urllib.parse
from io import BytesIO

from moto.iam.models import iam_backends
from moto.s3.models import s3_backends
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

ACCOUNT = "123456789012"

lock = threading.Lock()
# Session token -> (role, moment of its end); role -> seconds that its sessions last.
sessions, lifetimes = {}, {}
faults, log = [], []


def error(status, code, message, headers=()):
    body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return status, [("Content-Type", "application/xml"), *headers], body.encode()


def sts_error(status, code, message):
    body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    return status, [("Content-Type", "text/xml")], body.encode()


def iam():
    return iam_backends[ACCOUNT]["aws"]


def role_of(arn):
    return next((role for role in iam().roles.values() if role.arn == arn), None)


def add_role(asked):
    """A role as the template makes it: trust with the external ID, and a policy."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": asked["external_id"]}},
            }
        ]
    }
    role = iam().create_role(asked["name"], json.dumps(trust), "/", None, "", [], "3600")
    iam().put_role_policy(asked["name"], "read", json.dumps({"Version": "2012-10-17", "Statement": asked["statements"]}))
    if asked.get("lifetime"):
        lifetimes[role.arn] = asked["lifetime"]
    return {"arn": role.arn}


def assume(form):
    """None when the role trusts whoever asks."""
    role = role_of(form.get("RoleArn", ""))
    trusted = role and json.loads(role.assume_role_policy_document)["Statement"][0]["Condition"]["StringEquals"]
    if not role or trusted["sts:ExternalId"] != form.get("ExternalId"):
        who = f"User: arn:aws:iam::{ACCOUNT}:user/muster is not authorized to perform: sts:AssumeRole"
        return sts_error("403 Forbidden", "AccessDenied", who)
    return None


def remember(role, body):
    """Shortens the session where the test wants that."""
    text = body.decode()
    token = re.search("<SessionToken>(.*?)</SessionToken>", text).group(1)
    seconds = lifetimes.get(role, 3600)
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    sessions[token] = (role, time.time() + seconds)
    return re.sub("<Expiration>.*?</Expiration>", f"<Expiration>{end:%Y-%m-%dT%H:%M:%SZ}</Expiration>", text).encode()


def allowed(role, action, resource, prefix):
    for statement in json.loads(role_of(role).policies["read"])["Statement"]:
        wanted = statement.get("Condition", {}).get("StringLike", {}).get("s3:prefix")
        if (
            statement["Action"] == action
            and fnmatch.fnmatchcase(resource, statement["Resource"])
            and (wanted is None or fnmatch.fnmatchcase(prefix, wanted))
        ):
            return True
    return False


def refuse(environ, bucket, key, query):
    """What S3 would refuse before it looks at the object."""
    known = s3_backends[ACCOUNT]["aws"].buckets.get(bucket)
    signed = re.search(r"Credential=[^/]*/\d*/([^/]*)/s3", environ.get("HTTP_AUTHORIZATION", ""))
    token = environ.get("HTTP_X_AMZ_SECURITY_TOKEN")
    if token is None:
        return None
    if token not in sessions or sessions[token][1] < time.time():
        return error("400 Bad Request", "ExpiredToken", "The provided token has expired.")
    if known and signed and signed.group(1) != known.region_name:
        region = [("x-amz-bucket-region", known.region_name)]
        return error("301 Moved Permanently", "PermanentRedirect", "The bucket is elsewhere.", region)
    arn = f"arn:aws:s3:::{bucket}"
    on_object = "s3:PutObject" if environ["REQUEST_METHOD"] == "PUT" else "s3:GetObject"
    action, resource = (on_object, f"{arn}/{key}") if key else ("s3:ListBucket", arn)
    if known and not allowed(sessions[token][0], action, resource, query.get("prefix", "")):
        return error("403 Forbidden", "AccessDenied", "Access Denied")
    return None


def fault_for(bucket, key):
    with lock:
        for fault in faults:
            if fault["bucket"] == bucket and key.endswith(fault["key"]) and fault["times"] > 0:
                if fault.get("after", 0) > 0:
                    fault["after"] -= 1
                    continue
                fault["times"] -= 1
                return fault
    return None


def control(path, body):
    asked = json.loads(body or b"{}")
    if path == "/muster/roles":
        return add_role(asked)
    if path == "/muster/faults":
        faults.append(asked)
        return {}
    if path == "/muster/log":
        return [entry for entry in log if entry["bucket"] == asked["bucket"]]
    return {"assumed": sum(1 for role, _ in sessions.values() if role == asked["role"])}


class App:
    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ, start):
        path = environ["PATH_INFO"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        if path.startswith("/muster/"):
            answer = json.dumps(control(path, body)).encode()
            return self.answer(start, ("200 OK", [("Content-Type", "application/json")], answer))
        if path == "/" and environ["REQUEST_METHOD"] == "POST":
            return self.sts(environ, start, dict(urllib.parse.parse_qsl(body.decode())))
        return self.s3(environ, start)

    def sts(self, environ, start, form):
        if form.get("Action") != "AssumeRole":
            return self.moto(environ, start)
        refusal = assume(form)
        if refusal:
            return self.answer(start, refusal)
        status, headers, body = self.through(environ)
        return self.answer(start, (status, headers, remember(form["RoleArn"], body)))

    def s3(self, environ, start):
        bucket, _, key = environ["PATH_INFO"].lstrip("/").partition("/")
        query = dict(urllib.parse.parse_qsl(environ.get("QUERY_STRING", "")))
        if environ["REQUEST_METHOD"] != "GET":
            refusal = refuse(environ, bucket, key, query)
            return self.answer(start, refusal) if refusal else self.moto(environ, start)
        payer = environ.get("HTTP_X_AMZ_REQUEST_PAYER")
        log.append({"bucket": bucket, "key": key, "range": environ.get("HTTP_RANGE"), "payer": payer})
        fault = fault_for(bucket, key)
        if fault and fault.get("replace") is not None:
            s3_backends[ACCOUNT]["aws"].put_object(bucket, key, fault["replace"].encode())
            fault = None
        refusal = refuse(environ, bucket, key, query)
        if fault and fault.get("status"):
            refusal = error(fault["status"], fault["code"], fault["message"])
        if fault and fault.get("expire"):
            refusal = error("400 Bad Request", "ExpiredToken", "The provided token has expired.")
        if refusal:
            return self.answer(start, refusal)
        if fault:
            # Half of an answer: its length is that of the whole.
            status, headers, body = self.through(environ)
            start(status, headers)
            return [body[: len(body) // 2]]
        return self.moto(environ, start)

    def through(self, environ):
        kept = {}
        parts = self.moto(environ, lambda status, headers, *_: kept.update(status=status, headers=headers))
        body = b"".join(parts)
        return kept["status"], kept["headers"], body

    def answer(self, start, answer):
        status, headers, body = answer
        headers = [header for header in headers if header[0].lower() != "content-length"]
        start(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *arguments):
        pass


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


server = make_server("127.0.0.1", 0, App(), threaded=True, request_handler=Quiet)
print(server.server_port, flush=True)
threading.Thread(target=end_with_parent, daemon=True).start()
server.serve_forever()
