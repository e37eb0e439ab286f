/* Behaviour shared by every page. No dependency but htmx, no inline handlers, everything hangs off data attributes and
   listens on document, so it also works on fragments that arrive later. */
(() => {
  "use strict";
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(checkbox|radio|button)$/.test(el.type));
  /* only a preference without content is kept in the browser */
  const store = { get: (k) => { try { return localStorage.getItem(k); } catch { return null; } }, set: (k, v) => { try { localStorage.setItem(k, v); } catch { /* private mode */ } } };
  const token = () => $("meta[name=csrf-token]")?.content || "";
  if (/Mac|iPhone|iPad/.test(navigator.platform)) $$("[data-mod]").forEach((k) => { k.textContent = "⌘K"; });

  /* htmx: the token as a header, by script so that no attribute is inherited */
  document.addEventListener("htmx:configRequest", (e) => { e.detail.headers["X-CSRFToken"] = token(); });
  document.addEventListener("htmx:beforeRequest", (e) => { if (document.hidden && e.detail.requestConfig.triggeringEvent === undefined && e.target.getAttribute("hx-trigger")?.includes("every")) e.preventDefault(); });

  /* toasts: one polite live region; the ones with «Angre» stay longer */
  function life(t, ms) {
    let timer = setTimeout(() => t.remove(), ms);
    const hold = () => clearTimeout(timer), go = () => { timer = setTimeout(() => t.remove(), 3000); };
    t.addEventListener("pointerenter", hold); t.addEventListener("focusin", hold); t.addEventListener("pointerleave", go); t.addEventListener("focusout", go);
  }
  function say(text, undo, kind) {
    const box = $("#toasts"); if (!box) return;
    const t = document.createElement("div"); t.className = "toast" + (kind === "feil" ? " toast--bad" : "");
    const s = document.createElement("span"); s.textContent = text; t.append(s);
    if (undo) {
      const b = document.createElement("button"); b.type = "button"; b.textContent = box.dataset.undoLabel;
      b.addEventListener("click", () => { t.remove(); window.htmx.ajax("POST", undo, { swap: "none" }); }); t.append(b);
    }
    box.append(t); life(t, undo ? 10000 : kind === "feil" ? 9000 : 5000);
  }
  document.addEventListener("toast", (e) => say(e.detail.text, e.detail.angre, e.detail.slag));
  $$("[data-toast]").forEach((t) => life(t, 6000));

  /* dialogs: open by button or by arriving; focus goes to the first field and back to the opener */
  const first = (d) => d.querySelector("[autofocus]") || d.querySelector("[role=combobox]") || d.querySelector(".dialog__body :is(input:not([type=hidden]),select,textarea,button,a[href]):not(:disabled)") || d.querySelector("button");
  function show(d) {
    if (!d || d.open) return;
    d._back = document.activeElement; d.showModal(); first(d)?.focus();
    if (d.id === "palett") { const i = $("#palett-q"); i.value = ""; window.htmx?.trigger(i, "palett:open"); }
  }
  document.addEventListener("close", (e) => {
    const d = e.target; if (d._back && document.contains(d._back)) d._back.focus();
    if (d.matches?.("[data-auto-open]")) d.remove();
  }, true);
  document.addEventListener("dialog:close", () => $$("dialog[open]").forEach((d) => d.close()));
  document.addEventListener("pointerdown", (e) => {                         /* light dismiss, only where nothing can be lost */
    const d = e.target; if (d.nodeName === "DIALOG" && !d.querySelector("form")) { const r = d.getBoundingClientRect(); if (e.clientX < r.left || e.clientX > r.right || e.clientY < r.top || e.clientY > r.bottom) d.close(); }
  });

  /* menus: popover placement and arrow keys */
  document.addEventListener("toggle", (e) => {
    const m = e.target; if (!m.matches?.(".menu") || e.newState !== "open") return;
    const b = $(`[popovertarget="${m.id}"]`).getBoundingClientRect(), w = m.offsetWidth, h = m.offsetHeight;
    m.style.left = Math.max(8, Math.min(b.left, innerWidth - w - 8)) + "px";
    m.style.top = (b.bottom + h + 8 > innerHeight ? Math.max(8, b.top - h - 4) : b.bottom + 4) + "px";
    $("[role^=menuitem]", m)?.focus();
  }, true);
  document.addEventListener("keydown", (e) => {
    const m = e.target.closest?.(".menu"); if (!m) return;
    const it = $$("[role^=menuitem]", m), i = it.indexOf(document.activeElement), n = it.length;
    const to = { ArrowDown: (i + 1) % n, ArrowUp: (i - 1 + n) % n, Home: 0, End: n - 1 }[e.key];
    if (to !== undefined) { e.preventDefault(); it[to].focus(); }
  });

  /* combobox with a listbox from the server: the palette, and any [data-combo] field; focus stays in the field */
  const listOf = (i) => document.getElementById(i.getAttribute("aria-controls"));
  const opts = (i) => $$("[role=option]", listOf(i)).filter((o) => !o.hidden);
  function mark(i, o) {
    $$("[aria-selected=true]", listOf(i)).forEach((x) => x.setAttribute("aria-selected", "false"));
    if (!o) return i.removeAttribute("aria-activedescendant");
    o.setAttribute("aria-selected", "true"); i.setAttribute("aria-activedescendant", o.id); o.scrollIntoView({ block: "nearest" });
  }
  function take(i, o) {
    if (!o) return false;
    if (o.dataset.href) { i.closest("dialog")?.close(); location.href = o.dataset.href; return true; }
    const target = document.getElementById(i.dataset.combo);
    i.value = o.dataset.text || o.textContent.trim();
    if (target) { target.value = o.dataset.value; target.dispatchEvent(new Event("change", { bubbles: true })); }
    listOf(i).replaceChildren(); i.setAttribute("aria-expanded", "false"); return true;
  }
  document.addEventListener("keydown", (e) => {
    const i = e.target; if (!i.matches?.("[role=combobox]") || !listOf(i)) return;
    const l = opts(i), at = l.findIndex((o) => o.getAttribute("aria-selected") === "true");
    if ((e.key === "ArrowDown" || e.key === "ArrowUp") && l.length) { e.preventDefault(); mark(i, l[(at + (e.key === "ArrowDown" ? 1 : -1) + l.length) % l.length]); }
    else if (e.key === "Enter" && take(i, l[Math.max(at, 0)])) e.preventDefault();
  });
  document.addEventListener("input", (e) => { const i = e.target; if (i.matches?.("[data-combo]")) { const t = document.getElementById(i.dataset.combo); if (t) t.value = ""; } });

  /* list keys: focus moves between the row links, so a screen reader follows along */
  function step(d) {
    const r = $$("[data-list] .rowlink"); if (!r.length) return;
    const i = r.indexOf(document.activeElement), to = r[Math.max(0, Math.min(r.length - 1, i + d))] || r[0];
    to.focus(); to.scrollIntoView({ block: "nearest" });
  }
  function bulk() { const n = $$("[data-list] .check:checked").length, b = $("[data-bulk]"); if (b) { b.hidden = !n; $("[data-bulk-n]").textContent = n; } }

  /* keys. Single ones are off in fields and dialogs, and altogether when the person says so (WCAG 2.1.4) */
  let lead = 0;
  document.addEventListener("keydown", (e) => {
    const mod = e.ctrlKey || e.metaKey;
    if (mod && e.key.toLowerCase() === "k" && $("#palett")) { e.preventDefault(); return show($("#palett")); }
    if (mod && e.key === "Enter") { const f = e.target.closest?.("form") || $("dialog[open] form"); if (f) { e.preventDefault(); f.requestSubmit(f.querySelector("[type=submit].btn--primary") || undefined); } return; }
    if (e.key === "Escape" && $("#meny[data-open]")) { $("#meny").removeAttribute("data-open"); const b = $("[data-nav-toggle]"); b.setAttribute("aria-expanded", "false"); b.focus(); return; }
    if (e.defaultPrevented || mod || e.altKey || typing(e.target) || $("dialog[open]") || $(".menu:popover-open") || store.get("enkelttaster") === "av") return;
    const k = e.key.toLowerCase(), act = (el) => { if (!el) return false; e.preventDefault(); el.click(); return true; };
    if (lead && Date.now() - lead < 1200) { lead = 0; if (act($(`[data-go="${CSS.escape(k)}"]`))) return; }
    if (k === "g") { lead = Date.now(); return; }
    if (k === "?" && $("#hurtigtaster")) { e.preventDefault(); return show($("#hurtigtaster")); }
    if (k === "/" && $("[data-slash]")) { e.preventDefault(); return $("[data-slash]").focus(); }
    if ($("[data-list]")) {
      if (k === "j") { e.preventDefault(); return step(1); }
      if (k === "k") { e.preventDefault(); return step(-1); }
      const tr = document.activeElement.closest?.("[data-list] tr"), c = tr && $(".check", tr);
      if (c && k === "x") { e.preventDefault(); c.checked = !c.checked; return bulk(); }
    }
    if (k.length === 1) act($(`[data-key="${CSS.escape(k)}"]`));
  });

  /* movable boxes: pointer drag, or Space to lift and arrows, or the menu of the box; saved with a post */
  const boxes = (c) => $$(":scope > [data-box]", c), nameOf = (b) => b.querySelector("h2,h3").textContent.trim();
  function saved() {
    const home = $("[data-boxes-url]"); if (!home) return;
    const body = new FormData(); body.append("csrf_token", token());
    $$("[data-boxes]").forEach((c, n) => boxes(c).forEach((b) => body.append("boks", `${n}:${b.dataset.box}`)));
    fetch(home.dataset.boxesUrl, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token() } });
  }
  function place(box, dir) {
    const col = box.parentElement, l = boxes(col), i = l.indexOf(box);
    if (dir === "up" && i > 0) l[i - 1].before(box);
    else if (dir === "down" && i < l.length - 1) l[i + 1].after(box);
    else if (dir === "left" || dir === "right") { const cs = $$("[data-boxes]"), to = cs[cs.indexOf(col) + (dir === "left" ? -1 : 1)]; if (!to) return; const at = boxes(to)[i]; if (at) at.before(box); else to.append(box); }
    const now = box.parentElement; say(`${nameOf(box)}: ${boxes(now).indexOf(box) + 1}/${boxes(now).length}`); saved();
  }
  document.addEventListener("keydown", (e) => {
    const g = e.target.closest?.("[data-grip]"); if (!g) return;
    const box = g.closest("[data-box]");
    if (e.key === " " || e.key === "Enter") { e.preventDefault(); e.stopPropagation(); g.setAttribute("aria-pressed", box.toggleAttribute("data-lifted")); }
    else if (box.hasAttribute("data-lifted") && e.key.startsWith("Arrow")) { e.preventDefault(); place(box, e.key.slice(5).toLowerCase()); g.focus(); }
    else if (e.key === "Escape" && box.hasAttribute("data-lifted")) { box.removeAttribute("data-lifted"); g.setAttribute("aria-pressed", "false"); }
  }, true);
  document.addEventListener("pointerdown", (e) => {
    const g = e.target.closest?.("[data-grip]"); if (!g || e.button) return;
    const box = g.closest("[data-box]"); g.setPointerCapture(e.pointerId); box.setAttribute("data-lifted", "");
    const move = (ev) => { const t = document.elementsFromPoint(ev.clientX, ev.clientY).find((x) => x.matches?.("[data-box]") && x !== box); if (t) { const r = t.getBoundingClientRect(); if (ev.clientY < r.top + r.height / 2) t.before(box); else t.after(box); } };
    const up = () => { box.removeAttribute("data-lifted"); g.removeEventListener("pointermove", move); saved(); };
    g.addEventListener("pointermove", move); g.addEventListener("pointerup", up, { once: true });
  });

  /* changes of state without a server */
  document.addEventListener("change", (e) => {
    const t = e.target;
    if (t.matches("[data-checkall]")) $$("[data-list] .check").forEach((c) => { c.checked = t.checked; });
    if (t.matches("[data-single]")) store.set("enkelttaster", t.checked ? "på" : "av");
    bulk();
  });
  document.addEventListener("click", (e) => {
    const t = e.target.closest?.("[data-open],[data-close],[data-nav-toggle],[data-copy],[data-bulk-clear],[data-move],[data-step],[role=option]"); if (!t) return;
    const d = t.dataset;
    if (d.open) { e.preventDefault(); show(document.getElementById(d.open)); }
    else if ("close" in d) { const dlg = t.closest("dialog"); if (dlg) { e.preventDefault(); dlg.close(); } }
    else if ("navToggle" in d) { const s = $("#meny"), on = s.toggleAttribute("data-open"); t.setAttribute("aria-expanded", on); if (on) $("a,button", s).focus(); }
    else if (d.copy) { navigator.clipboard?.writeText(d.copy); say(d.copy); }
    else if ("bulkClear" in d) { $$("[data-list] .check:checked").forEach((c) => { c.checked = false; }); bulk(); }
    else if (d.move) { const b = t.closest("[data-box]"); t.closest("[popover]")?.hidePopover(); place(b, d.move); $("[data-grip]", b).focus(); }
    else if (d.step) { const f = document.getElementById(d.for), [h, m] = (f.value || "0:00").split(":"), v = Math.max(0, +h * 60 + (+m || 0) + +d.step); f.value = `${Math.floor(v / 60)}:${String(v % 60).padStart(2, "0")}`; f.dispatchEvent(new Event("change", { bubbles: true })); }
    else if (t.matches("[role=option]")) { const box = t.closest("[role=listbox]"); take($(`[aria-controls="${box.id}"]`), t); }
  });
  $$("[data-single]").forEach((c) => { c.checked = store.get("enkelttaster") !== "av"; });

  /* after a swap: dialogs that arrive open themselves, a 422 moves focus to the summary, more rows to the first new one */
  let before = null;
  document.addEventListener("htmx:beforeSwap", (e) => { before = e.detail.target?.matches?.("tr.more") ? e.detail.target.previousElementSibling : null; });
  function arrived(root) { show($("dialog[data-auto-open]:not([open])", root) || (root.matches?.("dialog[data-auto-open]:not([open])") ? root : null)); }
  document.addEventListener("htmx:afterSettle", (e) => {
    arrived(document);
    const i = $("#palett-q"); if (e.target.id === "palett-liste" && i) { const l = opts(i); mark(i, l[0]); $("#palett-status").textContent = String(l.length); }
    const combo = e.target.matches?.("[role=listbox]") && $(`[data-combo][aria-controls="${e.target.id}"]`); if (combo) { combo.setAttribute("aria-expanded", opts(combo).length > 0); mark(combo, opts(combo)[0]); }
    const faults = $("dialog[open] [data-errsum]") || $("[data-errsum]"); if (faults && e.detail.xhr?.status === 422) faults.focus();
    if (before) { $(".rowlink", before.nextElementSibling || before)?.focus(); before = null; }
    const back = e.detail.elt?.dataset?.focus && document.getElementById(e.detail.elt.dataset.focus); if (back) back.focus();
  });
  $("[data-errsum]")?.focus();
  arrived(document);

  /* leaving a form that was changed */
  let dirty = false;
  document.addEventListener("input", (e) => { if (e.target.closest?.("form[data-guard]")) dirty = true; });
  document.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (e) => { if (dirty) e.preventDefault(); });
})();
