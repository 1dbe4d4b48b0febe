/* Trouvère's page is whole without this file. With it: answers and completions while typing, filters and pages without a
   reload, what opens in place, jumps from mark to mark, copying. It asks only the addresses that the page itself names. */

"use strict";

(() => {
  const PAUSE = 150; // ms without a key before the search is asked
  const SETTLED = 2000; // ms without a key before the next one begins a new search in the history
  const byId = (id, page = document) => page.getElementById(id);
  const field = byId("q");
  if (!field || !byId("parts")) return;
  const form = field.form;
  const main = byId("parts").closest("main") ?? document.body;
  const count = byId("count");
  const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
  const path = () => location.pathname + location.search;

  // ---- Answers

  let asking = null;
  let shown = path();
  let unfinished = false; // whether what is shown was asked while typing, its last word as a beginning too

  /* Fetch a page and show it in place. Returns "shown", "failed", or "late" where something else was asked meanwhile. */
  async function load(url, { typing = false, noted = typing } = {}) {
    asking?.abort();
    const mine = (asking = new AbortController());
    const text = field.value;
    main.setAttribute("aria-busy", "true");
    try {
      const page = await read(url, mine.signal, typing, noted);
      if (mine.signal.aborted) return "late";
      show(page, typing || field.value !== text); // what was typed meanwhile stays
      unfinished = typing;
      return "shown";
    } catch {
      return mine.signal.aborted ? "late" : "failed";
    } finally {
      if (asking === mine) main.removeAttribute("aria-busy");
    }
  }

  async function read(url, signal, typing = false, noted = typing) {
    // What is asked on the way to a word is not logged, and its last word may be unfinished (see `web/telemetry/querylog.py`).
    const headers = { Accept: "text/html", ...(noted && { "X-Trouvere-Typing": typing ? "1" : "0" }) };
    const answer = await fetch(url, { signal, headers });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !byId("parts", page)) throw new Error("not one of our pages");
    return page;
  }

  function show(page, kept) {
    const open = [...document.querySelectorAll("#parts details[id][open]")].map((one) => one.id);
    const lost = byId("parts").contains(document.activeElement);
    for (const id of ["parts", "kept", "count"]) byId(id).replaceChildren(...byId(id, page).childNodes);
    for (const one of open) byId(one)?.setAttribute("open", ""); // what was unfolded stays so
    for (const css of [".took", ".colophon", "#feed"]) {
      const old = document.querySelector(css);
      const found = page.querySelector(css);
      if (old && found) old.replaceWith(found);
      else if (old) old.remove();
      else if (found && css === ".took") count.after(" ", found);
      else if (found && css === "#feed") document.head.append(found);
    }
    document.title = page.title;
    document.body.className = page.body.className;
    if (!kept) field.value = byId("q", page).value;
    if (lost) count.focus({ preventScroll: true });
    dress();
  }

  // ---- The address, and the way back

  let settled = true;
  let unlogged = null;
  let pausing = 0;

  function remember(url, fresh) {
    if (fresh) {
      history.replaceState({ y: scrollY }, "");
      history.pushState(null, "", url);
    } else history.replaceState(history.state, "", url);
    shown = path();
  }

  function address() {
    const values = new URLSearchParams(new FormData(form));
    if (!values.get("q").trim()) values.delete("q");
    const url = new URL(form.action);
    url.search = values;
    return url.href;
  }

  addEventListener("popstate", async (event) => {
    if (path() === shown) return; // a jump within the page
    settled = true;
    close();
    const y = event.state?.y ?? 0;
    const wanted = path();
    const outcome = await load(location.href);
    if (outcome === "failed") location.reload();
    if (outcome !== "shown") return;
    shown = wanted;
    scrollTo(0, y);
  });

  // ---- Typing

  let timer = 0;

  function typed() {
    unlogged = null;
    clearTimeout(timer);
    timer = setTimeout(answer, PAUSE);
  }

  async function answer() {
    complete();
    const url = address();
    if (url === location.href) return asking?.abort();
    if ((await load(url, { typing: true })) !== "shown") return;
    remember(url, settled);
    settled = false;
    unlogged = url;
    clearTimeout(pausing);
    pausing = setTimeout(settle, SETTLED);
  }

  /* What the reader stopped at is a search: the one that is asked once more, where searches are logged. */
  function settle() {
    settled = true;
    if (unlogged && "logged" in form.dataset) fetch(unlogged, { keepalive: true }).catch(() => {});
    unlogged = null;
  }

  async function search() {
    clearTimeout(timer);
    close();
    const text = field.value;
    const url = address();
    if (unfinished || url !== location.href) {
      // What one stopped at before is logged already.
      const outcome = await load(url, { noted: url === location.href && !unlogged });
      if (outcome === "failed") return form.submit();
      if (outcome !== "shown") return;
      unlogged = null;
      remember(url, settled && url !== location.href);
      if (field.value !== text) return; // the reader goes on typing
    }
    settle();
    arrive();
  }

  function arrive() {
    scrollTo(0, 0);
    count.focus({ preventScroll: true });
  }

  field.addEventListener("input", (event) => event.isComposing || typed());
  field.addEventListener("compositionend", typed);
  field.addEventListener("change", settle);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });

  // ---- Completions: a combobox with a list, as WAI-ARIA 1.2 has it

  const list = document.createElement("ul");
  const said = document.createElement("p");
  let completing = null;
  let active = -1;

  function prepare() {
    set(list, { id: "completions", class: "completions", role: "listbox", "aria-label": form.dataset.label, hidden: "" });
    set(said, { class: "unseen", role: "status", "aria-live": "polite" });
    set(field, {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": "completions",
      "aria-expanded": "false",
      "aria-keyshortcuts": "/",
    });
    form.append(list, said);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => take(event.target.closest("li")));
    field.addEventListener("blur", close);
    field.addEventListener("keydown", steer);
  }

  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  async function complete() {
    completing?.abort();
    const mine = (completing = new AbortController());
    const text = field.value;
    let found = [];
    try {
      if (text.trim()) {
        const url = new URL(form.dataset.suggest, location);
        url.searchParams.set("q", text);
        const answer = await fetch(url, { signal: mine.signal });
        if (answer.ok) found = (await answer.json()).suggestions;
      }
    } catch {
      // Without completions one can still search.
    }
    if (mine.signal.aborted) return;
    found = found.filter((one) => one.text !== text.trim());
    if (!found.length || document.activeElement !== field) return close();
    list.replaceChildren(...found.map(option));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    choose(-1);
    const { one, other } = form.dataset;
    said.textContent = (found.length < 2 ? one : other).replace("{n}", found.length);
  }

  function option(suggestion, at) {
    const item = document.createElement("li");
    set(item, { id: `completion-${at}`, role: "option", "aria-selected": "false" });
    for (const { text, matched } of suggestion.fragments) {
      const part = matched ? document.createElement("mark") : document.createElement("span");
      part.textContent = text;
      item.append(part);
    }
    return item;
  }

  function choose(at) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = at;
    const item = list.children[at];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) field.setAttribute("aria-activedescendant", item.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    completing?.abort();
    if (list.hidden) return;
    list.hidden = true;
    choose(-1);
    field.setAttribute("aria-expanded", "false");
    said.textContent = "";
  }

  function take(item) {
    if (!item) return;
    field.value = item.textContent;
    search();
  }

  function steer(event) {
    if (event.isComposing || !plain(event)) return;
    const { length } = list.children;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && list.hidden) complete();
    else if (move) choose(((active + 1 + move + length + 1) % (length + 1)) - 1); // -1 is the field itself
    else if (event.key === "Enter" && active >= 0) take(list.children[active]);
    else if (event.key === "Escape") escape();
    else {
      if (event.key === "Tab") close();
      if (event.key === "Home" || event.key === "End") choose(-1);
      return; // the field does the rest
    }
    event.preventDefault();
  }

  function escape() {
    clearTimeout(timer);
    if (!list.hidden) return close();
    if (!field.value) return;
    field.value = "";
    typed();
  }

  // ---- Links: filters, order, pages in place; what is beside a hit opens under it

  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const copy = event.target.closest("[data-copy]");
    const step = event.target.closest(".jump button");
    if (copy) return copied(copy);
    if (step) return jump(step.matches(".on-one") ? 1 : -1);
    if (!link || event.button || !plain(event) || event.defaultPrevented) return;
    const url = new URL(link.getAttribute("href"), location);
    if (link.matches(".peek")) {
      event.preventDefault();
      peek(link);
    } else if (!url.hash && url.origin === location.origin && url.pathname === new URL(form.action).pathname) {
      event.preventDefault();
      follow(url.href);
    }
  });

  // Ends of periods and numbers, without what is empty.
  main.addEventListener("submit", (event) => {
    const asked = event.target;
    const url = new URL(asked.action);
    if (event.defaultPrevented || asked === form || url.pathname !== new URL(form.action).pathname) return;
    event.preventDefault();
    url.search = new URLSearchParams([...new FormData(asked)].filter(([, value]) => value));
    follow(url.href);
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) menu.open = menu.contains(event.target);
  });

  async function follow(url) {
    clearTimeout(timer);
    // Another page of what was found for a word not finished is one of that too.
    const typing = unfinished && new URL(url).searchParams.get("q") === field.value.trim();
    const outcome = await load(url, { typing });
    if (outcome === "failed") location.assign(url);
    if (outcome !== "shown") return;
    remember(url, true);
    if (typing) unlogged = url;
    settle();
    arrive();
  }

  async function peek(link) {
    const hit = link.closest("li").parentElement.parentElement;
    const open = link.getAttribute("aria-expanded") === "true";
    hit.querySelector(":scope > .inset")?.remove();
    for (const other of hit.querySelectorAll(":scope > .onward .peek")) other.setAttribute("aria-expanded", "false");
    if (open) return;
    link.setAttribute("aria-expanded", "true");
    try {
      const inset = (await read(link.href)).querySelector(".inset");
      if (link.getAttribute("aria-expanded") !== "true") return;
      set(inset, { role: "group", "aria-label": link.textContent });
      hit.append(inset);
    } catch {
      location.assign(link.href);
    }
  }

  // ---- The article: from mark to mark, and copying

  const at = () => Number(/^#m(\d+)$/.exec(location.hash)?.[1] ?? 0);

  function jump(step) {
    const marks = document.querySelectorAll(".text mark").length;
    const next = at() ? at() + step : step > 0 ? 1 : marks;
    if (marks) location.replace(`#m${((next - 1 + marks) % marks) + 1}`);
  }

  function say() {
    const bar = document.querySelector(".jump");
    if (!bar) return;
    bar.hidden = false;
    if (at()) bar.querySelector("span").textContent = bar.dataset.at.replace("{n}", at());
    for (const link of document.querySelectorAll(".jumps:not(.elsewhere) a")) {
      if (link.hash === location.hash) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  async function copied(button) {
    const text = byId(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(text); // not allowed, or not over https: the reader's own keys do it
    }
  }

  addEventListener("hashchange", say);

  // ---- Keys: one letter each, and they can be turned off (WCAG 2.1.4)

  const OFF = "trouvere-no-shortcuts";
  let off = false;
  try {
    off = localStorage.getItem(OFF) === "1";
  } catch {
    // No storage: they are on.
  }

  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (off || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "n" || event.key === "p") jump(event.key === "n" ? 1 : -1);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".shortcuts");
    if (!button) return;
    off = !off;
    button.setAttribute("aria-pressed", String(!off));
    try {
      if (off) localStorage.setItem(OFF, "1");
      else localStorage.removeItem(OFF);
    } catch {
      // Then until the next page.
    }
  });

  // ---- What a page that was just shown needs

  function dress() {
    for (const link of document.querySelectorAll(".peek")) link.setAttribute("aria-expanded", "false");
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
    for (const button of document.querySelectorAll(".shortcuts")) {
      button.disabled = false;
      button.setAttribute("aria-pressed", String(!off));
    }
    say();
  }

  prepare();
  dress();
})();
