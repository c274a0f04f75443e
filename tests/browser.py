"""A page in a real browser: whatever it asks of a network, says, or runs is noted as an error."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

DESKTOP, WIDE, TELEPHONE = (1280, 720), (1920, 1080), (390, 844)
LOCAL = re.compile("^(file|data|blob):")


@dataclass
class Opened:
    """A page in a browser, with everything that it must not do."""

    tab: Page
    wrongs: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Aborts and notes every request for what is not here, and all that is said or asked."""
        self.tab.route(lambda url: not LOCAL.match(url), lambda route: route.abort())
        self.tab.on("request", self._on_request)
        self.tab.on("console", self._on_console)
        self.tab.on("dialog", self._on_dialog)
        self.tab.on("pageerror", lambda error: self.wrongs.append(f"error {error}"))

    def _on_request(self, request: Request) -> None:
        if not LOCAL.match(request.url):
            self.wrongs.append(f"request {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        self.wrongs.append(f"console {message.text}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.wrongs.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def shown(self) -> dict[str, Any]:
        """What the page says of itself."""
        shown: dict[str, Any] = self.tab.evaluate("glutagraph.shown()")
        return shown

    def go(self, address: str) -> None:
        """Goes to an address of the page, as it stands behind `#`."""
        self.tab.evaluate("address => glutagraph.go(address)", address)

    def panel(self) -> str:
        """What the panel reads."""
        return self.tab.inner_text("#panel")

    def click_node(self, name: str) -> None:
        """Clicks the middle of a box."""
        self._click(self.tab.evaluate("name => glutagraph.nodePoint(name)", name))

    def click_arrow(self, name: str) -> None:
        """Clicks an arrow where nothing else is."""
        self._click(self.tab.evaluate("name => glutagraph.edgePoint(name)", name))

    def _click(self, point: dict[str, float]) -> None:
        self.tab.mouse.click(point["x"], point["y"])
        self.tab.wait_for_function("glutagraph.shown().selection !== null")


def chromium() -> str:
    """Where Chromium is, or nothing."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), "")


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser without a window; the test is skipped where there is none."""
    if not chromium():
        pytest.skip("Chromium not found")
    from playwright.sync_api import sync_playwright

    quiet = (
        *("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run"),
        *("disable-background-networking", "disable-component-update", "disable-sync"),
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[f"--{option}" for option in quiet]
        )
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser,
    html: str,
    folder: Path,
    size: tuple[int, int] = DESKTOP,
    *,
    address: str = "",
    is_ours: bool = True,
    **options: Any,
) -> Iterator[Opened]:
    """A page opened from its file, at an address of its own."""
    file = folder / "page.html"
    file.write_bytes(html.encode("utf-8"))
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    it = Opened(context.new_page())
    it.watch()
    try:
        it.tab.goto(file.as_uri() + (f"#{address}" if address else ""))
        if is_ours:
            it.tab.wait_for_selector("html[data-ready=yes]", state="attached")
        yield it
        assert it.wrongs == []
    finally:
        context.close()
