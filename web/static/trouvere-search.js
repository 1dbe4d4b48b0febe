// <trouvere-search src="https://host/recherche/">: a search of Trouvère's articles in any page. See docs/embedding.md.
// Texts become text nodes and nothing else; styles are a constructed sheet. So a strict policy of the page may stand.
(() => {
  "use strict";
  const WORDS = {
    fr: {
      label: "Chercher dans les articles", go: "Chercher", hint: "Un sujet, un nom…", list: "Articles trouvés",
      completions: "Propositions", loading: "Recherche…", more: "Plus de résultats", untitled: "Sans titre",
      count: (n, many) => `${n} article${many > 1 ? "s" : ""}`, shown: (n) => ` · ${n} affichés`,
      nothing: (q) => `Aucun article pour «\u00a0${q}\u00a0».`, instead: "Essayez plutôt\u202f: ", page: "Chercher autrement",
      corrected: (c, q) => `Résultats pour «\u00a0${c}\u00a0», au lieu de «\u00a0${q}\u00a0».`, retry: "Réessayer",
      network: "La recherche est injoignable.", busy: "La recherche est indisponible pour l’instant.",
      refused: "La recherche n’a pas pu répondre.", none: "Aucun article.", fact: (name, value) => `${name}\u00a0: ${value}`,
    },
    en: {
      label: "Search the articles", go: "Search", hint: "A subject, a name…", list: "Articles found",
      completions: "Completions", loading: "Searching…", more: "More results", untitled: "Untitled",
      count: (n, many) => `${n} article${many === 1 ? "" : "s"}`, shown: (n) => ` · ${n} shown`,
      nothing: (q) => `No article for “${q}”.`, instead: "Try instead: ", page: "Search in another way",
      corrected: (c, q) => `Results for “${c}” instead of “${q}”.`, retry: "Try again",
      network: "The search cannot be reached.", busy: "The search is unavailable for now.",
      refused: "The search could not answer.", none: "No article.", fact: (name, value) => `${name}: ${value}`,
    },
  };
  const SHEET = new CSSStyleSheet();
  SHEET.replaceSync(`
:host{display:block;container-type:inline-size;
--accent:var(--trouvere-accent,light-dark(#8c1d2f,#f0a0a9));
--button:var(--trouvere-button,var(--trouvere-accent,light-dark(#8c1d2f,#b13e55)));
--on-button:var(--trouvere-on-button,light-dark(#fdfcf9,#fff));--ink:var(--trouvere-ink,light-dark(#1d1b18,#e8e5de));
--soft:var(--trouvere-soft,light-dark(#5d584f,#aca79c));--line:var(--trouvere-line,light-dark(#ddd8cd,#34363b));
--edge:var(--trouvere-edge,light-dark(#8a8478,#7d7a73));--field:var(--trouvere-field,light-dark(#fff,#1f2024));
--mark:var(--trouvere-mark,light-dark(#fdecb3,#57481a));--mark-ink:var(--trouvere-mark-ink,light-dark(#1d1b18,#fff4d0));
--serif:var(--trouvere-serif,Charter,"Bitstream Charter","Iowan Old Style",Georgia,"Noto Serif",serif);
--radius:var(--trouvere-radius,.25em);
color:var(--ink);font:1em/1.5 var(--trouvere-sans,system-ui,"Segoe UI",Roboto,sans-serif);overflow-wrap:anywhere}
:host([hidden]),[hidden]{display:none!important}
*{box-sizing:border-box;margin:0;padding:0}
ol,ul{list-style:none}
form{display:flex;gap:.5em;position:relative}
input,button{font:inherit;min-height:3em;border-radius:var(--radius);border:1px solid var(--edge);padding:0 1em}
input{flex:1;min-width:0;background:var(--field);color:var(--ink);appearance:none}
input::placeholder{color:var(--soft);opacity:1}
button{border-color:var(--button);background:var(--button);color:var(--on-button);font-weight:600;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
label{position:absolute;clip-path:inset(50%)}
ul{position:absolute;z-index:9;inset:calc(100% + .25em) 0 auto;background:var(--field);
border:1px solid var(--edge);border-radius:var(--radius);box-shadow:0 .5em 1.5em #0003;padding:.25em 0}
ul li{padding:.5em 1em;cursor:pointer}
[aria-selected=true]{background:var(--button);color:var(--on-button)}
.status{min-height:1.5em;margin:1em 0 .5em;color:var(--soft)}
.more,.retry,.suggestion{background:none;color:var(--accent);border-color:var(--accent)}
.suggestion{min-height:0;padding:0;border:0;text-decoration:underline}
.result{padding:1.25em 0;border-top:1px solid var(--line)}
.note{margin-bottom:1em}
a{color:var(--accent)}
.title{font:700 1.25em/1.25 var(--serif)}
.title a{color:var(--ink);text-decoration:none}
.title a:hover{color:var(--accent);text-decoration:underline}
.meta{margin-top:.25em;font-size:.9375em;color:var(--soft)}
.source{color:var(--ink);font-weight:600}
.passage{margin-top:.5em;font:1.0625em/1.5 var(--serif)}
mark{background:var(--mark);color:var(--mark-ink)}
.title mark{background:linear-gradient(transparent 65%,var(--mark) 65%);color:inherit}
@container (max-width:24em){form{flex-wrap:wrap}input,form button{flex:1 1 100%}ul{top:3.25em}}
`);

  // make("p.meta", {…}, …): an element whose class is also its part, to be styled from the page.
  const make = (what, attributes, ...inside) => {
    const [tag, name] = what.split(".");
    const made = document.createElement(tag);
    if (name) made.className = made.part = name;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  const marked = (fragments) => fragments.map((one) => (one.matched ? make("mark.mark", {}, one.text) : one.text));

  class TrouvereSearch extends HTMLElement {
    #query = "";
    #page = 0;
    #ids = new Set();
    #searching;
    #completing;
    #timer;
    #ui;
    #fields;

    connectedCallback() {
      if (this.#ui) return;
      this.language = /^fr/i.test(this.closest("[lang]")?.lang || navigator.language) ? "fr" : "en";
      const t = (this.words = WORDS[this.language]), hidden = "";
      const input = make("input.input", {
        id: "q", type: "search", role: "combobox", autocomplete: "off", autocapitalize: "none", spellcheck: "false",
        enterkeyhint: "search", placeholder: this.getAttribute("placeholder") ?? t.hint,
        "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "list",
      });
      const list = make("ul.completions", { id: "list", role: "listbox", "aria-label": t.completions, hidden });
      const form = make("form.form", { role: "search" }, make("label", { for: "q" }, t.label), input,
        make("button.button", {}, t.go), list);
      const status = make("p.status", { role: "status" }), note = make("p.note", { hidden });
      const results = make("ol.results", { role: "list", "aria-label": t.list });
      const more = this.#button("more", t.more, () => this.#search(this.#query, this.#page + 1));
      more.hidden = true;
      this.#ui = { input, list, status, note, results, more };
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [SHEET];
      root.append(form, status, note, results, more);
      form.onsubmit = (event) => (event.preventDefault(), this.#search(input.value));
      input.oninput = () => this.#typed();
      input.onkeydown = (event) => this.#key(event);
      input.onblur = () => this.#close();
      list.onpointerdown = (event) => event.preventDefault();
      list.onclick = ({ target }) => this.#choose(target.closest("li"));
      const { query } = this; // set before this script was there, perhaps
      delete this.query;
      if (query || this.hasAttribute("browse")) this.query = query ?? "";
    }

    /** What is searched for; to set it is to search. */
    get query() {
      return this.#query;
    }

    set query(value) {
      if (!this.#ui) return void (this.#query = value);
      this.#ui.input.value = value;
      this.#search(value);
    }

    #url(path, pairs) {
      const url = new URL(path, new URL((this.getAttribute("src") ?? "").replace(/\/?$/, "/"), document.baseURI));
      for (const [name, value] of pairs) if (value) url.searchParams.append(name, value);
      return url;
    }

    #asked(query, page) {
      const values = (name) => (this.getAttribute(name) ?? "").split("|").map((value) => [name, value.trim()]);
      return [["q", query], ...values("match"), ["per_page", this.getAttribute("per-page")],
        ...values("source"), ...values("category"), ["page", page > 1 && page],
        ...[...new URLSearchParams(this.getAttribute("filters") ?? "")].filter(([name]) => !/^(q|page)$/.test(name))];
    }

    async #get(path, pairs, signal) {
      const answer = await fetch(this.#url(path, pairs), { signal });
      if (!answer.ok) throw answer;
      return answer.json();
    }

    async #search(text, page = 1) {
      const { input, status, note, results, more } = this.#ui, t = this.words, query = text.trim();
      this.#close();
      this.#searching?.abort();
      this.#query = query;
      note.hidden = more.hidden = true;
      const asked = query || this.hasAttribute("browse");
      status.textContent = asked ? t.loading : "";
      if (page < 2) this.#ids.clear();
      if (!asked) return results.replaceChildren();
      const { signal } = (this.#searching = new AbortController());
      try {
        const found = await this.#get("api/v1/search", this.#asked(query, page), signal);
        if (found.hits.some(({ fields }) => fields && Object.keys(fields).length)) await this.#declared(signal);
        const hits = found.hits.filter(({ id }) => !this.#ids.has(id) && this.#ids.add(id));
        const items = hits.map((hit) => this.#item(hit, found.corrected ?? query));
        if (page < 2) results.replaceChildren();
        results.append(...items);
        this.#page = page;
        more.hidden = page * found.per_page >= found.total;
        note.replaceChildren(...this.#remark(found, query));
        note.hidden = !note.hasChildNodes();
        const number = (n) => n.toLocaleString(this.language);
        status.textContent = found.total ? t.count(number(found.total), found.total) : query ? t.nothing(query) : t.none;
        if (results.childElementCount < found.total) status.append(t.shown(number(results.childElementCount)));
        if (page > 1) (items[0]?.querySelector("a") ?? input).focus();
        this.#tell("trouvere-results", found);
      } catch (error) {
        if (signal.aborted) return;
        status.textContent = error.status === 503 ? t.busy : error.status ? t.refused : t.network;
        note.replaceChildren(this.#button("retry", t.retry, () => this.#search(query, page)));
        note.hidden = false;
        this.#tell("trouvere-error", { query, status: error.status ?? 0 });
      }
    }

    // What the site declares, of which hits show some; asked once. Without it they are shown all the same.
    async #declared(signal) {
      this.#fields ??= await this.#get("api/v1/fields", [], signal).then((found) => found.fields, () => undefined);
    }

    #facts(values = {}) {
      // As pages do: all its decimals, and a power of ten where digits would fill a line.
      const written = (value) => !value || (Math.abs(value) >= 1e-6 && Math.abs(value) < 1e16);
      const number = (value) =>
        value.toLocaleString(this.language, { maximumFractionDigits: 20, notation: written(value) ? "standard" : "scientific" });
      return (this.#fields ?? []).filter(({ name, show }) => show && name in values).flatMap((field) => {
        const label = this.language === "en" ? field.label_en : field.label;
        if (field.kind === "boolean") return [values[field.name]].flat().includes(true) ? [label] : [];
        const written = { number, date: (value) => this.#date(value) }[field.kind] ?? String;
        return [this.words.fact(label, [values[field.name]].flat().map(written).join(", "))];
      }).map((text) => make("span.fact", {}, text));
    }

    #remark({ corrected, suggestion, total }, query) {
      const t = this.words;
      if (corrected) return [t.corrected(corrected, query)];
      if (suggestion) return [t.instead, this.#button("suggestion", suggestion, () => (this.query = suggestion))];
      return total ? [] : [make("a", { href: this.#url("search", this.#asked(query)) }, t.page)];
    }

    #button(name, text, act) {
      const button = make(`button.${name}`, { type: "button" }, text);
      button.onclick = act;
      return button;
    }

    #item(hit, query) {
      const meta = [hit.source && make("span.source", {}, hit.source), hit.date && this.#day(hit.date),
        ...this.#facts(hit.fields)].filter(Boolean);
      const title = hit.title.text.trim() ? marked(hit.title.fragments) : [this.words.untitled];
      const heading = { role: "heading", "aria-level": this.getAttribute("heading-level") ?? 2 };
      return make("li.result", {}, make("div.title", heading, make("a", { href: this.#link(hit, query) }, ...title)),
        make("p.meta", {}, ...meta.flatMap((one, at) => (at ? [" · ", one] : one))),
        ...hit.snippets.map((passage) => this.#passage(passage)));
    }

    #passage({ start, fragments }) {
      const text = fragments.map((one) => one.text).join("");
      return make("p.passage", {}, start && /^\p{Ll}/u.test(text) ? "… " : "", ...marked(fragments),
        /[.!?…»”"]\s*$/.test(text) ? "" : " …");
    }

    // The article's own address where it is one of the web, otherwise its page at Trouvère's.
    #link({ id, url }, q) {
      if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url;
      const parts = id.split("/");
      // Browsers resolve dots, and proxies merge slashes.
      if (parts.some((part) => /^\.{0,2}$/.test(part))) return this.#url("articles/", [["id", id], ["q", q]]);
      return this.#url(`articles/${parts.map(encodeURIComponent).join("/")}`, [["q", q]]);
    }

    #day(date) {
      return make("time", { datetime: date }, this.#date(date));
    }

    // As written, whatever the zone; the hour for a week.
    #date(date) {
      const form = new Intl.DateTimeFormat(this.language, { dateStyle: "long", timeZone: "UTC" });
      const day = new Date(date.slice(0, 10)), french = this.language === "fr";
      const words = form.format(day).replace(/^1 (?=\D+ \d+$)/, french ? "1er " : "$&");
      const [, h, m] = (Date.now() - day < 7 * 864e5 && /T(?!00:00:00)(..):(..)/.exec(date)) || [];
      const hour = french ? `, ${+h}\xa0h\xa0${m}` : `, ${h % 12 || 12}:${m}\xa0${h < 12 ? "am" : "pm"}`;
      return words + (h ? hour : "");
    }

    #typed() {
      this.#completing?.abort();
      clearTimeout(this.#timer);
      const typed = this.#ui.input.value;
      if (!typed.trim()) return this.#close();
      this.#timer = setTimeout(async () => {
        const { signal } = (this.#completing = new AbortController());
        // Who types is not told of errors: the search itself will say what is wrong.
        const found = await this.#get("api/v1/suggest", [["q", typed]], signal).catch(() => ({ suggestions: [] }));
        if (!signal.aborted) this.#show(found.suggestions);
      }, 120);
    }

    #show(suggestions) {
      const { input, list } = this.#ui;
      list.replaceChildren(...suggestions.map(({ text }, at) => make("li.completion", { id: `o${at}`, role: "option" }, text)));
      list.hidden = !suggestions.length;
      input.ariaExpanded = !list.hidden;
      input.removeAttribute("aria-activedescendant");
    }

    #close() {
      this.#completing?.abort();
      clearTimeout(this.#timer);
      this.#show([]);
    }

    #key(event) {
      const { input, list } = this.#ui, options = [...list.children], { key } = event;
      const at = options.findIndex((one) => one.id === input.getAttribute("aria-activedescendant"));
      const step = { ArrowDown: 1, ArrowUp: -1 }[key];
      if (list.hidden || event.isComposing) return;
      if (step) {
        const size = options.length + 1; // the field is one of the places
        const next = options[((at + 1 + step + size) % size) - 1];
        for (const one of options) one.ariaSelected = one === next;
        input.setAttribute("aria-activedescendant", next?.id ?? "");
      } else if (key === "Escape") this.#close();
      else if (key === "Enter" && at >= 0) this.#choose(options[at]);
      else return;
      event.preventDefault();
    }

    #choose(option) {
      if (option) this.query = option.textContent;
    }

    #tell(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }
  }

  if (!customElements.get("trouvere-search")) customElements.define("trouvere-search", TrouvereSearch);
})();
