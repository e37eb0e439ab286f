/* Behaviour shared by every page. No dependency but htmx, no inline handlers, no eval. Everything hangs off data
   attributes and listens on document, so it also works on fragments that arrive later. Sentences come from the page
   (data attributes of #toasts), in the reader's language. Nothing personal is kept in the browser. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (type, run, capture = false) => document.addEventListener(type, run, capture);
  const near = (event, selector) => event.target.closest?.(selector) || null;
  const words = (name) => $("#toasts")?.dataset[name] || "";
  const token = () => $("meta[name=csrf-token]")?.content || "";
  const typing = (el) => el && (el.isContentEditable || /^(TEXTAREA|SELECT)$/.test(el.tagName)
    || (el.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(el.type)));
  /* one preference without content: whether single keys are on */
  const singleKeys = {
    get off() { try { return localStorage.getItem("enkelttaster") === "av"; } catch { return false; } },
    set off(yes) { try { localStorage.setItem("enkelttaster", yes ? "av" : "på"); } catch { /* private window */ } },
  };

  /* ── receipts: one polite live region; those with «Angre» stay longer ─────────────────────────────────────────── */
  function life(toast, ms) {
    let timer = setTimeout(() => toast.remove(), ms);
    const hold = () => clearTimeout(timer);
    const go = () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), 3000); };
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("pointerleave", go);
    toast.addEventListener("focusout", go);
  }
  function say(text, { undo, bad } = {}) {
    const box = $("#toasts");
    if (!box || !text) return;
    const toast = document.createElement("div"), sentence = document.createElement("span");
    toast.className = bad ? "toast toast--bad" : "toast";
    sentence.textContent = text;
    toast.append(sentence);
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words("undoLabel");
      button.addEventListener("click", () => { toast.remove(); window.htmx?.ajax("POST", undo, { swap: "none" }); });
      toast.append(button);
    }
    box.append(toast);
    life(toast, undo ? 10000 : bad ? 9000 : 5000);
  }
  on("toast", (e) => say(e.detail.text, { undo: e.detail.angre, bad: e.detail.slag === "feil" }));

  /* ── a fødselsnummer never leaves in an address: not to the history, not to a log on the way (address_guard.py) ─── */
  const adds = (d, w) => w.reduce((sum, k, i) => sum + k * d[i], 0) % 11 === 0;
  const dated = (d) => d.slice(0, 2) % 40 > 0 && d.slice(0, 2) % 40 < 32 && d.slice(2, 4) % 40 > 0 && d.slice(2, 4) % 40 < 13;
  const isNumber = (d) => dated(d) && adds(d, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) && adds(d, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
  function refusesNumber(e, form) {
    const found = [...form.values()].flatMap((v) => String(v).match(/(?<![\da-f])\d(?:[ .-]?\d){10}(?![\da-f])/gi) || []);
    if (!found.some((d) => isNumber(d.replace(/\D/g, "")))) return;
    e.preventDefault();
    e.stopPropagation();
    say(words("private"), { bad: true });
  }
  on("htmx:configRequest", (e) => { if (e.detail.verb === "get") refusesNumber(e, e.detail.formData); });
  on("submit", (e) => { if (e.target.method === "get" && !e.target.hasAttribute("hx-get")) refusesNumber(e, new FormData(e.target)); }, true);

  /* ── htmx: token, progress, live parts, and what the person hears when it fails ───────────────────────────────── */
  const seen = new Map();   /* address of a live part → the ETag it last answered with */
  const live = (el) => /\bevery\b/.test(el?.getAttribute?.("hx-trigger") || "");
  const polled = (config) => live(config.elt) && !config.triggeringEvent;
  let running = 0;
  const progress = () => $("#framdrift")?.classList.toggle("htmx-request", running > 0);
  on("htmx:configRequest", (e) => {
    e.detail.headers["X-CSRFToken"] = token();
    const tag = live(e.detail.elt) && seen.get(e.detail.path);
    if (tag) e.detail.headers["If-None-Match"] = tag;
  });
  on("htmx:beforeRequest", (e) => {
    const config = e.detail.requestConfig;
    if (polled(config)) { if (document.hidden) e.preventDefault(); return; }
    running += 1; progress();
    remember(e.detail.elt);
  });
  on("htmx:afterRequest", (e) => {
    const { requestConfig: config, xhr, pathInfo } = e.detail;
    const tag = live(config.elt) && xhr.getResponseHeader("ETag");
    if (tag) seen.set(pathInfo.requestPath, tag);
    if (!polled(config)) { running = Math.max(0, running - 1); progress(); }
  });
  const quiet = (e) => polled(e.detail.requestConfig);   /* a live part that misses a beat tries again by itself */
  on("htmx:sendError", (e) => { if (!quiet(e)) say(words("offline"), { bad: true }); });
  on("htmx:timeout", (e) => { if (!quiet(e)) say(words("offline"), { bad: true }); });
  on("htmx:responseError", (e) => {
    const told = /"toast"/.test(e.detail.xhr.getResponseHeader("HX-Trigger") || "");
    if (!told && !quiet(e)) say(words("failed"), { bad: true });
  });

  /* ── dialogs: open by button or by arriving; focus to the first field and back to the opener ──────────────────── */
  const openers = new WeakMap();
  /* what stands in <noscript> is in the tree when it came by htmx, and is never shown */
  const field = ".dialog__body :is(input:not([type=hidden]),select,textarea,button,a[href]):not(:disabled, noscript *)";
  const firstIn = (d) => $("[autofocus]", d) || $("[role=combobox]", d) || $("[data-errsum]", d) || $(field, d)
    || $("form :is(input:not([type=hidden]),select,textarea)", d) || $("button", d);
  function show(dialog) {
    if (!dialog || dialog.open) return;
    openers.set(dialog, document.activeElement);
    for (const part of $$("[data-need]", dialog)) part.hidden = !$(part.dataset.need);   /* what this page does not have */
    dialog.showModal();
    firstIn(dialog)?.focus();
    if (dialog.id === "palett") {
      const input = $("#palett-q");
      input.value = "";
      window.htmx?.trigger(input, "palett:open");
    }
  }
  const still = (el) => (el && document.contains(el) ? el : el?.id ? document.getElementById(el.id) : null);
  on("close", (e) => {
    if (e.target.nodeName !== "DIALOG") return;
    (still(openers.get(e.target)) || $("h1[tabindex]"))?.focus();
    if (e.target.matches("[data-auto-open]")) e.target.remove();
  }, true);
  const mayLose = (dialog) => !$$("form[data-guard]", dialog).some((f) => dirty.has(f)) || confirm(words("leave"));
  on("cancel", (e) => { if (e.target.nodeName === "DIALOG" && !mayLose(e.target)) e.preventDefault(); }, true);
  on("dialog:close", () => $$("dialog[open]").forEach((d) => { $$("form", d).forEach((f) => dirty.delete(f)); d.close(); }));
  on("pointerdown", (e) => {   /* a click outside closes only where nothing can be lost */
    const d = e.target;
    if (d.nodeName !== "DIALOG" || $("form", d)) return;
    const r = d.getBoundingClientRect();
    if (e.clientX < r.left || e.clientX > r.right || e.clientY < r.top || e.clientY > r.bottom) d.close();
  });
  const arrived = () => show($("dialog[data-auto-open]:not([open])"));

  /* ── menus: popover beside its button, arrow keys ─────────────────────────────────────────────────────────────── */
  let menuButton = null;
  on("click", (e) => { menuButton = near(e, "[popovertarget]") || menuButton; }, true);
  on("toggle", (e) => {
    const menu = e.target;
    if (!menu.matches?.(".menu")) return;
    const button = menuButton?.getAttribute("popovertarget") === menu.id ? menuButton : $(`[popovertarget="${menu.id}"]`);
    if (!button) return;
    button.setAttribute("aria-expanded", String(e.newState === "open"));
    if (e.newState !== "open") return;
    const at = button.getBoundingClientRect(), w = menu.offsetWidth, h = menu.offsetHeight;
    menu.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - w - 8))}px`;
    menu.style.top = `${at.bottom + h + 8 > innerHeight ? Math.max(8, at.top - h - 4) : at.bottom + 4}px`;
    $("[role^=menuitem]", menu)?.focus();
  }, true);
  on("keydown", (e) => {
    const menu = near(e, ".menu");
    if (!menu) return;
    const items = $$("[role^=menuitem]", menu), i = items.indexOf(document.activeElement), n = items.length;
    const to = { ArrowDown: (i + 1) % n, ArrowUp: (i - 1 + n) % n, Home: 0, End: n - 1 }[e.key];
    if (to !== undefined) { e.preventDefault(); items[to].focus(); }
    else if (e.key === "Tab") menu.hidePopover?.();
  });

  /* ── combobox with options from the server: the palette, and any [data-combo]; focus stays in the field ───────── */
  const listOf = (input) => document.getElementById(input.getAttribute("aria-controls") || "");
  const options = (input) => { const list = listOf(input); return list ? $$("[role=option]", list) : []; };
  const chosen = (input) => options(input).findIndex((o) => o.getAttribute("aria-selected") === "true");
  function mark(input, option) {
    options(input).forEach((o) => o.setAttribute("aria-selected", String(o === option)));
    if (!option) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  function fold(input) {
    listOf(input)?.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function take(input, option, anew = false) {
    if (!option) return false;
    if (option.dataset.href) {
      input.closest("dialog")?.close();
      if (anew) window.open(option.dataset.href, "_blank", "noopener"); else location.href = option.dataset.href;
      return true;
    }
    const target = document.getElementById(input.dataset.combo);
    input.value = option.dataset.text || option.textContent.trim();
    if (target) { target.value = option.dataset.value; target.dispatchEvent(new Event("change", { bubbles: true })); }
    fold(input);
    return true;
  }
  on("keydown", (e) => {
    const input = e.target;
    if (!input.matches?.("[role=combobox]") || e.isComposing) return;
    const list = options(input), at = chosen(input), step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && list.length) { e.preventDefault(); mark(input, list[(at + step + list.length) % list.length]); }
    else if (e.key === "Enter" && take(input, list[Math.max(at, 0)], e.ctrlKey || e.metaKey)) e.preventDefault();
    else if (e.key === "Escape" && list.length && input.dataset.combo) { e.preventDefault(); e.stopPropagation(); fold(input); }
  }, true);
  on("input", (e) => {
    const input = e.target;
    if (input.matches?.("[data-combo]")) { const target = document.getElementById(input.dataset.combo); if (target) target.value = ""; }
    input.classList?.remove("prefilled");   /* what the person wrote is no longer «fra …» */
  });
  on("focusout", (e) => { if (e.target.matches?.("[data-combo]") && options(e.target).length) setTimeout(() => fold(e.target), 150); });
  on("pointerdown", (e) => { if (near(e, ".combo__list")) e.preventDefault(); });
  function listed(list) {
    const input = $(`[role=combobox][aria-controls="${CSS.escape(list.id)}"]`);
    if (!input) return;
    const found = options(input);
    if (input.dataset.combo && document.activeElement !== input) { fold(input); return; }
    input.setAttribute("aria-expanded", String(found.length > 0 || !input.dataset.combo));
    mark(input, found[0]);
    const status = $("#palett-status");
    if (status && input.id === "palett-q") status.textContent = `${found.length} ${words("hits")}`;
  }

  /* ── lists: focus moves between the row links, so a screen reader follows along ───────────────────────────────── */
  function step(by) {
    const links = $$("[data-list] .rowlink");
    const to = links[Math.max(0, Math.min(links.length - 1, links.indexOf(document.activeElement) + by))];
    to?.focus();
    to?.scrollIntoView({ block: "nearest" });
  }
  const checks = () => $$("[data-list] .check:not([data-checkall])");
  function bulk() {
    const all = checks(), n = all.filter((c) => c.checked).length, bar = $("[data-bulk]"), top = $("[data-checkall]");
    if (bar) { bar.hidden = !n; const count = $("[data-bulk-n]", bar); if (count) count.textContent = n; }
    if (top) { top.checked = n > 0 && n === all.length; top.indeterminate = n > 0 && n < all.length; }
  }

  /* ── keys. Single ones are off in fields and dialogs, and altogether when the person says so (WCAG 2.1.4) ─────── */
  let lead = 0;
  const press = (el, e) => { if (!el) return false; e.preventDefault(); el.click(); return true; };
  function withModifier(e) {
    if (e.key.toLowerCase() === "k" && $("#palett")) { e.preventDefault(); show($("#palett")); }
    else if (e.key === "Enter" && !near(e, "a[href],[role=combobox]")) {
      const form = near(e, "form") || $("dialog[open] form");
      if (form?.method === "post") { e.preventDefault(); form.requestSubmit($("[type=submit].btn--primary", form) || undefined); }
    }
  }
  function singleKey(e) {
    const key = e.key.toLowerCase();
    if (lead && Date.now() - lead < 1200) { lead = 0; if (press($(`[data-go="${CSS.escape(key)}"]`), e)) return; }
    if (key === "g") { lead = Date.now(); return; }
    if (key === "?" && $("#hurtigtaster")) { e.preventDefault(); show($("#hurtigtaster")); return; }
    if (key === "/" && $("[data-slash]")) { e.preventDefault(); $("[data-slash]").focus(); $("[data-slash]").select?.(); return; }
    if ($("[data-list]")) {
      if (key === "j" || key === "k") { e.preventDefault(); step(key === "j" ? 1 : -1); return; }
      const here = document.activeElement;
      if (key === " " && here.matches(".rowlink") && press($("[data-preview]", here.closest("tr")), e)) return;
      const box = key === "x" && $(".check", document.activeElement.closest?.("[data-list] tr") || document.createElement("i"));
      if (box) { e.preventDefault(); box.click(); return; }
    }
    if (key.length === 1) press($(`[data-key="${CSS.escape(key)}"]`), e);
  }
  /* Alt and a digit: by its place on the keyboard, since AltGr 2 writes @ and Option 2 a sign of its own */
  function withAlt(e) {
    const digit = /^Digit(\d)$/.exec(e.code)?.[1];
    const mine = digit && !e.getModifierState("AltGraph") && !e.isComposing && !typing(e.target) && !$("dialog[open]");
    if (mine) press($(`[data-alt="${digit}"]`), e);
  }
  on("keydown", (e) => {
    if (e.ctrlKey || e.metaKey) { withModifier(e); return; }
    if (e.altKey) { withAlt(e); return; }
    if (e.key === "Escape" && $("#meny[data-open]")) { sidebar(false); return; }
    const busy = e.defaultPrevented || e.isComposing || typing(e.target) || $("dialog[open]") || $(".menu:popover-open");
    if (!busy && !singleKeys.off) singleKey(e);
  });

  /* ── movable boxes: drag the grip, or Space and arrows on it, or the menu of the box; each move is said and saved ─ */
  const boxes = (column) => $$(":scope > [data-box]", column);
  const titleOf = (box) => $("h2,h3", box)?.textContent.trim() || "";
  function save() {
    const home = $("[data-boxes-url]");
    if (!home) return;
    const body = new FormData();
    $$("[data-boxes]").forEach((column, n) => boxes(column).forEach((box) => body.append("boks", `${n}:${box.dataset.box}`)));
    fetch(home.dataset.boxesUrl, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token(), "HX-Request": "true" } })
      .then((r) => { if (!r.ok) say(words("failed"), { bad: true }); }, () => say(words("offline"), { bad: true }));
  }
  function tellPlace(box) {
    const column = box.parentElement, mates = boxes(column);
    say(`${titleOf(box)}: ${words("place")} ${mates.indexOf(box) + 1}/${mates.length}, ${words("column")} ${$$("[data-boxes]").indexOf(column) + 1}`);
    save();
  }
  function place(box, way) {
    const column = box.parentElement, mates = boxes(column), i = mates.indexOf(box), columns = $$("[data-boxes]");
    if (way === "up" && i > 0) mates[i - 1].before(box);
    else if (way === "down" && i < mates.length - 1) mates[i + 1].after(box);
    else if (way === "left" || way === "right") {
      const to = columns[columns.indexOf(column) + (way === "left" ? -1 : 1)];
      if (!to) return;
      const at = boxes(to)[i];
      if (at) at.before(box); else to.append(box);
    } else return;
    tellPlace(box);
  }
  function lift(grip, yes) {
    grip.closest("[data-box]").toggleAttribute("data-lifted", yes);
    grip.setAttribute("aria-pressed", String(yes));
  }
  on("keydown", (e) => {
    const grip = near(e, "[data-grip]");
    if (!grip) return;
    const box = grip.closest("[data-box]"), up = box.hasAttribute("data-lifted");
    if (e.key === " " || e.key === "Enter") { e.preventDefault(); e.stopPropagation(); lift(grip, !up); say(`${titleOf(box)}: ${words(up ? "dropped" : "lifted")}`); }
    else if (up && e.key.startsWith("Arrow")) { e.preventDefault(); place(box, e.key.slice(5).toLowerCase()); grip.focus(); }
    else if (up && e.key === "Escape") { e.stopPropagation(); lift(grip, false); }
  }, true);
  on("pointerdown", (e) => {
    const grip = near(e, "[data-grip]");
    if (!grip || e.button) return;
    const box = grip.closest("[data-box]"), start = [box.parentElement, box.previousElementSibling];
    e.preventDefault();
    grip.focus();
    box.setAttribute("data-lifted", "");
    /* on document: a box that changes place in the tree would lose a captured pointer */
    const move = (ev) => {
      if (ev.pointerId !== e.pointerId) return;
      const under = document.elementsFromPoint(ev.clientX, ev.clientY);
      const mate = under.find((x) => x.matches("[data-box]") && x !== box), column = under.find((x) => x.matches("[data-boxes]"));
      if (mate) { const r = mate.getBoundingClientRect(); if (ev.clientY < r.top + r.height / 2) mate.before(box); else mate.after(box); }
      else if (column && column !== box.parentElement) column.append(box);
    };
    const drop = (ev) => {
      if (ev.pointerId !== e.pointerId) return;
      lift(grip, false);
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", drop);
      if (box.parentElement !== start[0] || box.previousElementSibling !== start[1]) tellPlace(box);
    };
    on("pointermove", move);
    on("pointerup", drop);
    on("pointercancel", drop);
  });

  /* ── a board: a card dropped in a column presses the entry of its menu that leads there ───────────────────────── */
  let dragged = null;
  const leads = (e) => { const to = near(e, "[data-drop]")?.dataset.drop; return to && dragged && $(`[name=trinn_id][value="${to}"],[data-to="${to}"]`, dragged); };
  const over = (column) => $$("[data-drop]").forEach((c) => c.toggleAttribute("data-over", c === column));
  on("dragstart", (e) => { dragged = near(e, "[draggable=true]"); });
  on("dragover", (e) => { if (leads(e)) { e.preventDefault(); over(near(e, "[data-drop]")); } else over(null); });
  on("drop", (e) => { const entry = leads(e); if (entry) { e.preventDefault(); entry.click(); } });
  on("dragend", () => { dragged = null; over(null); });

  /* ── forms: a second press is dropped, changes are not lost unasked, looks change at once ─────────────────────── */
  const dirty = new WeakSet();
  const anyDirty = (root = document) => $$("form[data-guard]", root).some((form) => dirty.has(form));
  on("input", (e) => { const form = near(e, "form[data-guard]"); if (form && !e.target.matches("[type=search]")) dirty.add(form); });
  function smsLength(field) {   /* as portal/messaging/sms.py counts, by the tables that stand on the field */
    const { sms, smsTo, smsPlass, smsEtter = "" } = field.dataset, told = document.getElementById(`${field.id}-n`);
    const signs = [...(field.value.trim() + smsEtter)], gsm = signs.every((s) => sms.includes(s) || smsTo.includes(s));
    const places = signs.map((s) => (gsm ? 1 + Number(smsTo.includes(s)) : s.length)), total = places.reduce((a, b) => a + b, 0);
    const [alone, each] = smsPlass.split(" ").map(Number).slice(gsm ? 0 : 2);
    let parts = Number(total > 0), left = each;
    if (total > alone) for (const size of places) { if (size > left) { parts += 1; left = each; } left -= size; }
    if (told) told.textContent = (gsm ? told.dataset.ord : told.dataset.ordDyr).replace("{tegn}", total).replace("{deler}", parts);
  }
  on("input", (e) => { if (e.target.matches?.("[data-sms]")) smsLength(e.target); });
  on("submit", (e) => {
    const form = e.target, pressed = e.submitter;
    dirty.delete(form);
    if (form.matches("[data-looks]") && pressed && ["tema", "tetthet"].includes(pressed.name)) { looks(e, form, pressed); return; }
    if (e.defaultPrevented || form.method !== "post") return;
    if (form.classList.contains("htmx-request")) { e.preventDefault(); return; }
    /* after this turn of events, so that the pressed button's name and value are in the post */
    setTimeout(() => form.classList.add("htmx-request"));
    setTimeout(() => form.classList.remove("htmx-request"), 10000);
  });
  window.addEventListener("pageshow", () => $$("form.htmx-request").forEach((form) => form.classList.remove("htmx-request")));
  window.addEventListener("beforeunload", (e) => { if (anyDirty()) e.preventDefault(); });
  on("htmx:confirm", (e) => {
    const target = e.detail.target;
    if (!(target instanceof Element) || !anyDirty(target) || dirtyHolds(e.detail.elt)) return;
    if (!confirm(words("leave"))) e.preventDefault();
  });
  const dirtyHolds = (el) => { const form = el.closest("form[data-guard]"); return form && dirty.has(form); };
  function looks(e, form, pressed) {
    e.preventDefault();
    document.documentElement.dataset[pressed.name === "tema" ? "theme" : "density"] = pressed.value;
    $$(`[name="${pressed.name}"]`, form).forEach((b) => {
      b.setAttribute("aria-checked", String(b === pressed));
      const icon = $("use", b);
      if (icon) icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, b === pressed ? "#i-check" : "#i-circle"));
    });
    fetch(form.action, { method: "POST", body: new FormData(form, pressed), headers: { "X-CSRFToken": token(), "HX-Request": "true" } })
      .then((r) => { if (!r.ok) say(words("failed"), { bad: true }); }, () => say(words("offline"), { bad: true }));
  }
  function calendar(button) {
    const text = document.getElementById(button.dataset.calendar);
    if (!text) return;
    let date = $(".affix__date", button.parentElement);
    if (!date) {
      date = document.createElement("input");
      Object.assign(date, { type: "date", className: "affix__date", tabIndex: -1 });
      date.setAttribute("aria-hidden", "true");
      date.addEventListener("change", () => {
        text.value = date.value.split("-").reverse().join(".");
        ["input", "change"].forEach((type) => text.dispatchEvent(new Event(type, { bubbles: true })));
        text.focus();
      });
      button.after(date);
    }
    const [, d, m, y] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.value) || [];
    date.value = d ? `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}` : "";
    try { date.showPicker(); } catch { text.focus(); }
  }
  function bump(button) {   /* hours as 7:30, moved by data-step minutes */
    const input = document.getElementById(button.dataset.for);
    if (!input) return;
    const [h, m] = (input.value || "0:00").split(":"), v = Math.max(0, +h * 60 + (+m || 0) + +button.dataset.step);
    input.value = `${Math.floor(v / 60)}:${String(v % 60).padStart(2, "0")}`;
    ["input", "change"].forEach((type) => input.dispatchEvent(new Event(type, { bubbles: true })));
  }

  /* ── clicks and choices ───────────────────────────────────────────────────────────────────────────────────────── */
  function sidebar(open) {
    const side = $("#meny"), button = $("[data-nav-toggle]");
    if (!side || !button) return;
    side.toggleAttribute("data-open", open);
    button.setAttribute("aria-expanded", String(open));
    (open ? $("a,button", side) : button)?.focus();
  }
  function copy(button) {
    const said = () => say(`${words("copied")} ${button.dataset.copy}`);
    navigator.clipboard?.writeText(button.dataset.copy).then(said, () => say(words("failed"), { bad: true }));
  }
  /* fields of a form by name; what is filled in counts as written */
  const fill = (form, values) => values.forEach(([name, value]) => {
    const input = form.elements[name];
    if (input) { input.value = value; ["input", "change"].forEach((type) => input.dispatchEvent(new Event(type, { bubbles: true }))); }
  });
  const copyFields = (t) => {   /* "besoek post": what stands in besoek_… into post_… */
    const [from, to] = t.dataset.copyfields.split(" "), fields = $$(`[name^="${from}_"]`, t.form);
    fill(t.form, fields.map((f) => [to + f.name.slice(from.length), f.value]));
  };
  const clicks = {
    "[data-fill]": (t, e) => { e.preventDefault(); fill(t.closest("form"), Object.entries(JSON.parse(t.dataset.fill))); },
    "[data-copyfields]": copyFields,
    "[data-open]": (t, e) => { const d = document.getElementById(t.dataset.open); if (d) { e.preventDefault(); show(d); } },
    "[data-close]": (t, e) => { const d = t.closest("dialog"); if (d) { e.preventDefault(); if (mayLose(d)) { $$("form", d).forEach((f) => dirty.delete(f)); d.close(); } } },
    "[data-nav-toggle]": () => sidebar(!$("#meny")?.hasAttribute("data-open")),
    "[data-copy]": copy,
    "[data-bulk-clear]": () => { checks().forEach((c) => { c.checked = false; }); bulk(); ($("[data-checkall]") || $("[data-list] .rowlink"))?.focus(); },
    "[data-peek-close]": (t) => {
      const grid = t.closest(".listgrid"), row = grid && $("[data-preview][aria-expanded=true]", grid)?.closest("tr");
      if (!grid) return;
      delete grid.dataset.peek; $("#peek").replaceChildren(); expanded(null); $(".rowlink", row || grid)?.focus();
    },
    "[data-move]": (t) => { const box = t.closest("[data-box]"); t.closest("[popover]")?.hidePopover(); place(box, t.dataset.move); $("[data-grip]", box)?.focus(); },
    "[data-window]": (t, e) => { e.preventDefault(); t.closest("[popover]")?.hidePopover(); window.open(location.href, "_blank", "popup,noopener,width=1200,height=850"); },
    "[data-print]": () => window.print(),
    "[data-step]": bump,
    "[data-calendar]": calendar,
    "[data-back]": (_t, e) => { e.preventDefault(); history.back(); },
    "[data-errsum] a[href^='#']": (t, e) => {
      const id = t.getAttribute("href").slice(1), target = document.getElementById(`${id}-q`) || document.getElementById(id);
      if (target) { e.preventDefault(); target.focus(); target.scrollIntoView({ block: "center" }); }
    },
    "[role=option]": (t, e) => {
      const list = t.closest("[role=listbox]"), input = list && $(`[role=combobox][aria-controls="${CSS.escape(list.id)}"]`);
      if (input) take(input, t, e.ctrlKey || e.metaKey);
    },
  };
  on("click", (e) => {
    for (const [selector, run] of Object.entries(clicks)) { const t = near(e, selector); if (t) { run(t, e); return; } }
    if ($("#meny[data-open]") && !near(e, "#meny")) sidebar(false);
  });
  on("click", (e) => {   /* «not ready» keeps its focus and does nothing */
    if (near(e, "[aria-disabled=true]")) { e.preventDefault(); e.stopImmediatePropagation(); }
  }, true);
  on("change", (e) => {
    const t = e.target;
    if (t.matches("[data-checkall]")) checks().forEach((c) => { c.checked = t.checked; });
    if (t.matches("[data-single]")) singleKeys.off = !t.checked;
    if (t.matches(".check")) bulk();
  });

  /* ── focus after a swap (design README §3.10) ─────────────────────────────────────────────────────────────────── */
  let from = null;
  function remember(el) {
    const row = el.closest("tr,[data-row]");
    from = { elt: el, id: el.id, row, next: row?.nextElementSibling, before: row?.previousElementSibling, more: Boolean(row?.matches("tr.more")),
      nth: row ? $$("button,a[href]", row).indexOf(document.activeElement) : -1 };
  }
  function refocus(e) {
    const target = e.detail.target || e.target, was = from;
    from = null;
    const faults = $("dialog[open] [data-errsum]") || $("[data-errsum]", target) || (target.matches?.("form") && $("[data-errsum]"));
    if (e.detail.xhr?.status === 422 && faults) { faults.focus(); return; }
    if (target === document.body) { $("h1[tabindex]")?.focus(); return; }
    if (!was || $("dialog[open]")) return;
    if (was.more) { const first = was.before ? was.before.nextElementSibling : $("[data-list] tr"); $(".rowlink,a[href]", first || target)?.focus(); return; }
    const back = document.getElementById(was.elt.dataset.focus || "") || (!document.contains(was.elt) && was.id && document.getElementById(was.id));
    if (back) { back.focus(); return; }
    if (was.row && !document.contains(was.row) && was.nth >= 0) {
      const mate = still(was.next) || still(was.before);
      ((mate && $$("button,a[href]", mate)[was.nth]) || $("h1[tabindex]"))?.focus();
    }
  }
  function expanded(url) {   /* which row the panel beside the list shows */
    $$("[data-preview]").forEach((a) => a.setAttribute("aria-expanded", String(a.getAttribute("hx-get") === url)));
  }
  on("htmx:afterSettle", (e) => {
    arrived();
    if (e.target.id === "peek") { e.target.closest(".listgrid").dataset.peek = "open"; expanded(e.detail.requestConfig?.path); }
    $$("#toasts [data-toast]").forEach((t) => { t.removeAttribute("data-toast"); life(t, $("button", t) ? 10000 : 6000); });
    const list = e.target.matches?.("[role=listbox]") ? e.target : null;
    if (list) listed(list); else refocus(e);
    bulk();
    settle();
  });

  /* a saved view says so when the filter in the address is no longer its own */
  function unsaved() {
    const mark = $(".views [data-unsaved]");
    if (!mark) return;
    const parts = (text) => [...new URLSearchParams(text)].filter(([name, value]) => value && !/^(visning|etter|person|sak|treff)$/.test(name));
    const same = (a, b) => String(parts(a).sort()) === String(parts(b).sort());
    mark.hidden = same(location.search, mark.closest("a").dataset.filter);
  }

  /* ── once per page, and again when a whole page has arrived ───────────────────────────────────────────────────── */
  function settle() {
    if (/Mac|iPhone|iPad/.test(navigator.platform)) $$("[data-mod]").forEach((k) => { k.textContent = "⌘K"; });
    $$("[data-single]").forEach((c) => { c.checked = !singleKeys.off; });
    $$(":is(.tabs,.seg,.views) [aria-current]").forEach((a) => {   /* a row wider than the phone shows where we are */
      const row = a.parentElement, over = a.offsetLeft + a.offsetWidth - row.clientWidth - row.offsetLeft;
      if (row.scrollWidth > row.clientWidth && over > row.scrollLeft) row.scrollLeft = over + 24;
    });
    unsaved();
    $$("[data-back]").forEach((a) => { a.hidden = history.length < 2 || !document.referrer.startsWith(location.origin); });
  }
  $$("#toasts [data-toast]").forEach((t) => { t.removeAttribute("data-toast"); life(t, $("button", t) ? 10000 : 6000); });
  settle();
  bulk();
  $("[data-errsum]")?.focus();
  arrived();
})();
