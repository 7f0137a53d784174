"""The demo, running, and a browser signed in to its console."""

import os
import queue
import re
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("STOCKGATE_BINARY", str(ROOT / ".build/debug/stockgate"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PASSWORD = "kubek z uchem, 330 ml"
PATIENCE = 120


class Shop:
    """A demo whose story has been told: its console's address and its configuration."""

    def __init__(self, base, configuration):
        self.base = base
        self.configuration = configuration

    def run(self, *arguments):
        return subprocess.run(
            [BINARY, *arguments, "--config", self.configuration], check=True, capture_output=True, text=True
        ).stdout.strip()

    def invite(self, name, role):
        return self.run("user", "invite", "--name", name, "--role", role)


@contextmanager
def demo():
    process = subprocess.Popen([BINARY, "demo"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in process.stdout] + [lines.put(None)], daemon=True).start()
    try:
        told, base, configuration = [], None, None
        while not configuration:
            line = lines.get(timeout=PATIENCE)
            if line is None:
                raise AssertionError("the demo ended early:\n" + "".join(told))
            told.append(line)
            if found := re.search(r"admin (https://\S+)", line):
                base = found.group(1)
            if found := re.search(r"--config (\S+\.yaml)", line):
                configuration = found.group(1)
        yield Shop(base, configuration)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def set_up(page, shop, name="Ala", role="admin"):
    """Signs a new user in, as a person would."""
    sign_up(page, shop, shop.invite(name, role))


def sign_up(page, shop, token):
    """By a set-up token that was made before."""
    page.goto(shop.base + "/set-up")
    page.locator("#token").fill(token)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.locator("button.main").click()
    page.wait_for_url(shop.base + "/")


def context(chromium, scheme="light", phone=False):
    """A browser of its own; whatever the page's policy forbids, or its script throws, ends up in `faults`."""
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 860}
    made = chromium.new_context(ignore_https_errors=True, color_scheme=scheme, viewport=size, locale="pl-PL")
    made.faults = []
    made.on("weberror", lambda error: made.faults.append(str(error.error)))
    made.on("console", lambda message: made.faults.append(message.text) if message.type == "error" else None)
    return made


def speak(page, language):
    """Switches the console's language by its own button."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name=language][value={language}]").click()
        page.wait_for_function("language => document.documentElement.lang === language", arg=language)


PAGES = [
    ("overview", "/"), ("offers", "/offers"), ("offer", "/offers/7700000501"), ("links", "/links"), ("products", "/products"),
    ("product", "/products/501"), ("orders", "/orders"), ("problems", "/problems"), ("deliveries", "/deliveries"), ("settings", "/settings"),
    ("users", "/users"), ("audit", "/audit"), ("missing", "/nowhere"),
]
