"""What we are compared with, on the same certificate: nginx, and Debian's `webhook`."""
import json
import os
import shutil
import subprocess

from .place import SIGNING_KEY, free_port
from .processes import server

# As long as our answer to a delivery.
ANSWER = '{"delivery":"01JXXXXXXXXXXXXXXXXXXXXXXX","status":"accepted"}'


def nginx(place):
    """Answers 200 to everything: what TLS and HTTP alone cost."""
    port = free_port()
    folder = place.folder
    configuration = place.write("nginx.conf", f"""
daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    keepalive_requests 1000000000;
    server {{
        listen 127.0.0.1:{port} ssl backlog=1024;
        ssl_certificate {place.certificate};
        ssl_certificate_key {place.key};
        ssl_protocols TLSv1.2 TLSv1.3;
        default_type application/json;
        location / {{ return 200 '{ANSWER}'; }}
    }}
}}
""")
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    return server("nginx", [program, "-c", str(configuration), "-e", "stderr"], port)


def webhook(place):
    """Checks an HMAC over the body, then runs /bin/true; keeps nothing."""
    port = free_port()
    hooks = [{
        "id": "wfirma",
        "execute-command": "/bin/true",
        "trigger-rule-mismatch-http-response-code": 401,
        "trigger-rule": {"match": {
            "type": "payload-hmac-sha256", "secret": SIGNING_KEY, "parameter": {"source": "header", "name": "X-Signature"}}},
    }]
    path = place.write("hooks.json", json.dumps(hooks))
    command = ["webhook", "-hooks", str(path), "-ip", "127.0.0.1", "-port", str(port), "-urlprefix", "webhooks",
               "-secure", "-cert", str(place.certificate), "-key", str(place.key)]
    return server("webhook", command, port, stdout=subprocess.DEVNULL)
