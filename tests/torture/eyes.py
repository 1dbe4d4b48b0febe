"""A browser that sees whatever runs in a page and whatever stands in it that is not ours: many pages at once, in frames."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
AT_ONCE = 24
JSON = "JSON"
WITNESS = """
const pwn = () => { window.__pwned = 1; window.__told(location.href); };
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = pwn;
const stir = (page) => page.querySelectorAll("[tabindex],input,a,summary,details").forEach((one) => {
  for (const name of ["mouseover", "focus", "pointerenter", "toggle", "animationstart"])
    one.dispatchEvent(new Event(name));
});
window.__seen = (win) => {
  const found = [], page = win.document, fine = /^(https?:|about:blank)/;
  const look = (root) => root.querySelectorAll("*").forEach((one) => {
    const tag = one.localName;
    for (const { name } of one.attributes)
      if (/^on|^style$|^srcdoc$|^formaction$|^ping$/.test(name)) found.push(`${tag} ${name}`);
    for (const name of ["href", "src", "action", "data"])
      if (one.hasAttribute(name) && !fine.test(new URL(one.getAttribute(name), page.baseURI).protocol))
        found.push(`${tag} ${name} ${one.getAttribute(name)}`);
    if (/^(iframe|object|embed|base|img|video|audio|marquee|applet|style|math|template|portal)$/.test(tag))
      found.push(tag);
    if (tag === "script" && !one.src.startsWith(win.location.origin + "/")) found.push("script");
    if (tag === "meta" && one.httpEquiv) found.push("meta " + one.httpEquiv);
    if (one.shadowRoot) look(one.shadowRoot);
  });
  stir(page);
  if (page.contentType === "text/html") look(page);
  if (win.__pwned) found.push("executed");
  return found;
};
window.__until = async (holds) => {
  for (let left = 1000; left && !holds(); left--) await new Promise((go) => setTimeout(go, 20));
  return holds();
};
"""
FETCHED = """(places) => Promise.all(places.map(async ({ address, method }) => {
  const { headers } = await fetch(address, { method });
  const type = headers.get("content-type"), sniffed = headers.get("x-content-type-options");
  return /^application\\/([\\w-]+\\+)?json$/.test(type) && sniffed === "nosniff" ? [] : [`${type}, ${sniffed}`];
}))"""
FRAMES = """(places) => Promise.all(places.map(({ address, method }, at) => new Promise((done) => {
  const frame = document.createElement("iframe");
  const end = (found) => { clearTimeout(late); frame.remove(); done(found); };
  const late = setTimeout(() => end(["never shown"]), 60000);
  frame.name = `frame${at}`;
  frame.onload = () => setTimeout(() => {
    try {
      const { href } = frame.contentWindow.location;
      if (href !== "about:blank") end(href === new URL(address).href ? __seen(frame.contentWindow) : [`led to ${href}`]);
    } catch (error) { end([`not shown: ${error}`]); }
  }, 20);
  if (method === "GET") frame.src = address;
  document.body.append(frame);
  if (method === "GET") return;
  const form = document.createElement("form");
  Object.assign(form, { action: address, method, target: frame.name });
  document.body.append(form);
  form.submit();
  form.remove();
})))"""
TYPED = """async (typed) => {
  const field = document.getElementById("q"), found = [];
  for (const one of typed) {
    field.focus();
    field.value = one;
    field.dispatchEvent(new Event("input"));
    const asked = field.value.toWellFormed(), shown = () => new URL(location).searchParams.get("q") ?? "";
    if (!await __until(() => shown() === (asked.trim() ? asked : ""))) found.push(`never answered: ${asked}`);
    found.push(...__seen(window));
  }
  return found;
}"""
COMPLETED = """async () => {
  const field = document.getElementById("q");
  field.form.dataset.suggest = "/hostile/api/v1/suggest";
  field.focus();
  field.value = "x";
  field.dispatchEvent(new Event("input"));
  const options = () => document.querySelectorAll("[role=option]").length;
  await __until(() => options() > 1);
  return [options(), __seen(window)];
}"""
WIDGETS = """async (typed) => {
  const widgets = [...document.querySelectorAll("trouvere-search")], left = [...typed], found = [];
  await Promise.all(widgets.map(async (widget) => {
    const field = widget.shadowRoot.querySelector("input");
    while (left.length) {
      field.value = left.pop();
      field.dispatchEvent(new Event("input"));
      await new Promise((go) => setTimeout(go, 200));
      const answer = new Promise((go) => {
        setTimeout(go, 30000, { type: "silence", detail: {} });
        for (const name of ["results", "error"]) widget.addEventListener(`trouvere-${name}`, go, { once: true });
      });
      if (!field.value.trim()) continue;
      widget.query = field.value;
      const { type, detail } = await answer;
      if (type !== "trouvere-results") found.push(`the widget: ${type} ${detail.status} on ${field.value}`);
    }
  }));
  return [...found, ...__seen(window)];
}"""


@dataclass(frozen=True)
class Place:
    """Where a payload is shown, and how it gets there."""

    what: str
    address: str
    method: str = "GET"

    @property
    def site(self) -> str:
        """Scheme, host and port."""
        return "/".join(self.address.split("/", 3)[:3])


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the machine's Chromium; raises `LookupError` with what to install where there is none."""
    if not (path := shutil.which("chromium") or shutil.which("google-chrome")):
        raise LookupError("no Chromium on this machine: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise LookupError("Playwright is absent: pip install trouvere[browser]") from None
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Eyes:
    """A context of a browser, with the pages' policy or (`bypass_csp`) without, so that escaping itself is proven."""

    def __init__(self, browser: Any, *, bypass_csp: bool) -> None:
        self._context = browser.new_context(bypass_csp=bypass_csp, locale="fr-FR")
        self._told: list[str] = []
        self._context.expose_binding("__told", lambda source, where: self._told.append(f"executed at {where}"))
        self._context.add_init_script(WITNESS)
        self._context.on("dialog", self._dialog)
        self._context.set_default_timeout(60_000)

    def _dialog(self, dialog: Any) -> None:
        self._told.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def close(self) -> None:
        """Let go of it."""
        self._context.close()

    def _heard(self) -> list[str]:
        told, self._told = self._told, []
        return told

    @contextmanager
    def _page(self, address: str) -> Iterator[Any]:
        page = self._context.new_page()
        try:
            page.goto(address, wait_until="load")
            yield page
        finally:
            page.close()

    def visit(self, address: str) -> list[str]:
        """Return what is wrong at an address, after everything there that can be focused or opened was."""
        with self._page(address) as page:
            if not page.url.startswith(Place("", address).site):
                return [f"led to {page.url}"]
            found: list[str] = page.evaluate("() => __seen(window)")
            return found + self._heard()

    def frames(self, places: Sequence[Place]) -> Iterator[tuple[Place, str]]:
        """Show places many at a time, in frames of a page of theirs; yields each place with what is wrong there. Of what
        is JSON, and called so, only that a browser is told so is looked at."""
        for site in sorted({place.site for place in places}):
            with self._page(f"{site}/galerie") as page:
                for json, way in ((True, FETCHED), (False, FRAMES)):
                    here = [place for place in places if place.site == site and (place.what == JSON) is json]
                    for some in (here[at : at + AT_ONCE] for at in range(0, len(here), AT_ONCE)):
                        shown = [{"address": place.address, "method": place.method} for place in some]
                        for place, faults in zip(some, page.evaluate(way, shown), strict=True):
                            yield from ((place, fault) for fault in faults)
                        yield from ((some[0], fault) for fault in self._heard())

    def type(self, address: str, typed: Sequence[str]) -> list[str]:
        """Return what is wrong once each of these was typed, letter by letter's end, into the field of a page."""
        with self._page(address) as page:
            found: list[str] = page.evaluate(TYPED, list(typed))
            return found + self._heard()

    def complete(self, address: str) -> tuple[int, list[str]]:
        """Return how many completions a hostile server got shown, and what is wrong with them."""
        with self._page(address) as page:
            count, found = page.evaluate(COMPLETED)
            return count, found + self._heard()

    def type_into_widgets(self, address: str, typed: Sequence[str]) -> list[str]:
        """Return what is wrong once the widgets of a page have completed and searched each of these."""
        with self._page(address) as page:
            found: list[str] = page.evaluate(WIDGETS, list(typed))
            return found + self._heard()
