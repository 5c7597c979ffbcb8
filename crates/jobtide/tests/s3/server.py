"""An S3 server on a free port of loopback (moto's), with faults on request. Its address is the first line of stdout; it ends when its stdin is closed.

POST /_faults with a JSON object replaces the faults and sets the counts to nought; GET /_faults gives the counts. The faults:

  slow_every   every so many requests one is answered 503 SlowDown
  puts_from    from this one on, counted from 1, puts of objects and parts fail ...
  puts_how     ... by "500", by "cut" (the connection is cut before an answer) or by "hang" (no answer for a minute)
  lose_answer  the next put of a key that ends so is carried out, then the connection is cut
  puts_delay   every put is carried out after so many seconds
  unheeding    true: conditions on puts are passed over
"""

import json
import socket
import sys
import threading
import time

from moto.server import create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

HANGS_SECONDS = 60
SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
INTERNAL = b"<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>"


class Faults:
    def __init__(self, server):
        self.server = server
        self.lock = threading.Lock()
        # moto looks at a condition and then writes; two requests must not come in between.
        self.writing = threading.Lock()
        self.set({})

    def set(self, wanted):
        self.wanted = wanted
        self.counts = {"requests": 0, "puts": 0, "slowed": 0, "failed": 0, "methods": {}}

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/_faults":
            return self.control(environ, start_response)
        method, query = environ["REQUEST_METHOD"], environ["QUERY_STRING"]
        is_put = method == "PUT" and environ["PATH_INFO"].count("/") > 1
        with self.lock:
            counts, wanted = self.counts, self.wanted
            counts["requests"] += 1
            counts["puts"] += is_put
            counts["methods"][method] = counts["methods"].get(method, 0) + 1
            slow = wanted.get("slow_every") and counts["requests"] % wanted["slow_every"] == 0
            fails = is_put and wanted.get("puts_from") and counts["puts"] >= wanted["puts_from"]
            ending = wanted.get("lose_answer")
            loses = is_put and ending and environ["PATH_INFO"].endswith(ending) and not query
            loses = loses and wanted.pop("lose_answer", None)
            counts["slowed"] += bool(slow)
            counts["failed"] += bool(fails or loses)
        if slow:
            return self.answer(environ, start_response, "503 Slow Down", SLOW_DOWN)
        if fails:
            how = wanted["puts_how"]
            if how == "500":
                return self.answer(environ, start_response, "500 Internal Server Error", INTERNAL)
            if how == "hang":
                time.sleep(HANGS_SECONDS)
            return self.cut(environ)
        if wanted.get("unheeding"):
            environ.pop("HTTP_IF_MATCH", None)
            environ.pop("HTTP_IF_NONE_MATCH", None)
        if not is_put:
            return self.server(environ, start_response)
        time.sleep(wanted.get("puts_delay", 0))
        with self.writing:
            done = list(self.server(environ, start_response))
        return self.cut(environ) if loses else done

    def control(self, environ, start_response):
        with self.lock:
            if environ["REQUEST_METHOD"] == "POST":
                length = int(environ.get("CONTENT_LENGTH") or 0)
                self.set(json.loads(environ["wsgi.input"].read(length)))
            said = json.dumps(self.counts).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(said)))])
        return [said]

    def answer(self, environ, start_response, status, body):
        # A body that is left unread would be taken for the next request.
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
        return [body]

    def cut(self, environ):
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        # Of this werkzeug makes no ado.
        raise ConnectionResetError


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_):
        pass

    def log(self, *_):
        pass


def main():
    server = create_backend_app("s3")
    listening = make_server("127.0.0.1", 0, Faults(server), threaded=True, request_handler=Quiet)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    print(f"127.0.0.1:{listening.server_port}", flush=True)
    sys.stdin.read()


main()
