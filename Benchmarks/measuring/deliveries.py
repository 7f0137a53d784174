"""Signed documents one at a time, and a sender that keeps an eye on its clock."""
import base64
import hashlib
import hmac
import http.client
import time

from .place import SIGNING_KEY


def document(number, length=0):
    """The body and the fields of one receipt of a piece, signed as Standard Webhooks has it; with a description of so many letters."""
    body = (f'{{"event":"warehouse_document.added","warehouse_document":{{"id":"a{number}","type":"PZ","version":1,"warehouse":{{"id":"1"}},'
            f'"description":"{"x" * length}",'
            f'"warehouse_document_contents":[{{"good":{{"id":"1"}},"count":"1.0000"}}]}}}}').encode()
    now = str(int(time.time()))
    code = hmac.new(SIGNING_KEY.encode(), f"a{number}.{now}.".encode() + body, hashlib.sha256).digest()
    return body, {"Content-Type": "application/json", "webhook-id": f"a{number}", "webhook-timestamp": now,
                  "webhook-signature": "v1," + base64.b64encode(code).decode()}


class Honest:
    """One sender that keeps its connection and opens a new one every tenth time, as relays do."""

    def __init__(self, gateway, per_second):
        self.port, self.tls, self.number, self.pause = gateway.server.port, gateway.tls, 0, 1 / per_second
        self.kept = None

    def send_for(self, seconds):
        """How long each delivery took, a new connection included, and how many were not taken at the first try."""
        took, failed = [], 0
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.monotonic()
            self.number += 1
            try:
                failed += self._send() != 202
            except (OSError, http.client.HTTPException):
                failed, self.kept = failed + 1, None
            took.append(time.monotonic() - began)
            time.sleep(max(0, self.pause - (time.monotonic() - began)))
        return took, failed

    def _send(self):
        if self.kept is None or self.number % 10 == 0:
            if self.kept:
                self.kept.close()
            self.kept = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.tls, timeout=10)
        body, fields = document(self.number)
        self.kept.request("POST", "/webhooks/wfirma", body, fields)
        answer = self.kept.getresponse()
        answer.read()
        return answer.status
