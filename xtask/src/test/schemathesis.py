"""Runs schemathesis against a server of its own: random requests, made from the API's own description, valid and not.

Usage: schemathesis.py MUSTER SECONDS. It ends with the exit status of schemathesis.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

# What the description promises is checked everywhere. A valid body may still name what is not there, and whoever guesses
# passwords is told to wait, whatever the limit of requests.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "410", "422", "429"]
"""

PERSON = {"email": "schemathesis@example.com", "password": "long enough", "name": "S", "organization": "S"}


def start(muster, data):
    """The server and its address, once it says that it listens."""
    settings = {"MUSTER_ADDRESS": "127.0.0.1:0", "MUSTER_DATA": data, "MUSTER_RATE_LIMIT": "0", "MUSTER_SELF_SERVICE": "true"}
    server = subprocess.Popen([muster, "serve"], env={**os.environ, **settings, "NO_COLOR": "1"}, stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        if "listening on " in line:
            return server, line.split("listening on ")[1].strip()
    raise SystemExit(f"the server ended with {server.wait()}")


def sign_up(address):
    request = urllib.request.Request(
        f"{address}/api/v1/sign-up", json.dumps(PERSON).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def description(address, org):
    """The API's own, but for the organization: the one that is there is the only right one, so that wrong ones are wrong."""
    with urllib.request.urlopen(f"{address}/api/v1/openapi.json") as answer:
        described = json.load(answer)
    for operation in (operation for path in described["paths"].values() for operation in path.values()):
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "org":
                parameter["schema"] = {"type": "string", "enum": [org]}
    return described


def main(muster, seconds):
    with tempfile.TemporaryDirectory() as folder:
        log = open(Path(folder) / "log", "w")
        server, address = start(muster, folder)
        subprocess.Popen(["cat"], stdin=server.stderr, stdout=log)
        try:
            known = sign_up(address)
            config = Path(folder) / "schemathesis.toml"
            config.write_text(CONFIG)
            described = Path(folder) / "openapi.json"
            described.write_text(json.dumps(description(address, known["organization"]["id"])))
            return subprocess.call([
                str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(config), "run",
                str(described), "--url", f"{address}/api/v1",
                "--header", f"Authorization: Bearer {known['token']}",
                # It would end the session that all else is asked with.
                "--exclude-operation-id", "session_end",
                "--phases", "examples,coverage,fuzzing", "--max-time", seconds, "--continue-on-failure",
                # The accounts' passwords are hashed as slowly as those of people.
                "--suppress-health-check", "all", "--request-timeout", "30", "--generation-database", "none",
            ])
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
