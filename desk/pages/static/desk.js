// What the desk's pages do by themselves. Without it they work, but do not look again when something has changed, have no
// keys, and show times in UTC.
"use strict";

(() => {
  const language = document.documentElement.lang;

  // --- Looking again when something has changed: parts of the page wait for the event desk:changed.

  const address = document.body.dataset.live;
  const kinds = ["item", "reply", "claims", "source"];
  let stream = null;
  let pending = 0;

  // Rows that somebody has picked stay as they are until the picks are used or taken back.
  function changed() {
    clearTimeout(pending);
    pending = setTimeout(() => {
      if (document.querySelector("[data-pick]:checked")) changed();
      else document.body.dispatchEvent(new Event("desk:changed"));
    }, 300);
  }

  function say(isLost) {
    const state = document.getElementById("live-state");
    if (state) {
      const words = isLost ? state.dataset.lost : "";
      if (state.textContent !== words) state.textContent = words;
    }
  }

  // A page in the background keeps no connection: browsers open only six to one host.
  function follow() {
    if (!address) return;
    if (document.hidden) {
      if (stream) stream.close();
      stream = null;
      return;
    }
    if (stream) return;
    stream = new EventSource(address);
    stream.onopen = () => say(false);
    stream.onerror = () => {
      say(true);
      if (stream && stream.readyState === EventSource.CLOSED) {
        stream = null;
        setTimeout(follow, 10000);
      }
    };
    for (const kind of kinds) stream.addEventListener(kind, changed);
  }

  let wasHidden = false;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && wasHidden) changed();
    wasHidden = document.hidden;
    follow();
  });
  window.addEventListener("pagehide", () => { if (stream) stream.close(); });

  // --- Times: in the reader's zone, and how long a lease still lasts.

  const local = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });

  function localise(within) {
    for (const time of within.querySelectorAll("time[data-clock]")) time.textContent = local.format(new Date(time.dateTime));
  }

  function count() {
    for (const time of document.querySelectorAll("time[data-countdown]")) {
      const left = Math.max(0, Math.round((new Date(time.dateTime) - Date.now()) / 1000));
      const two = (n) => String(n).padStart(2, "0");
      const hours = Math.floor(left / 3600);
      time.textContent = (hours ? hours + ":" : "") + two(Math.floor(left / 60) % 60) + ":" + two(left % 60);
      time.classList.toggle("late", left < 120);
    }
  }

  // --- Keys. An element's data-key says which; data-row marks rows.

  const storage = "hearsay.keys";
  let prefix = "";

  const areKeysOn = () => localStorage.getItem(storage) !== "off";

  const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=button]), textarea, select, [contenteditable]") !== null;

  const rows = () => [...document.querySelectorAll("[data-row]")];

  function current(all) {
    return all.findIndex((row) => row.contains(document.activeElement));
  }

  function move(by) {
    const all = rows();
    if (all.length === 0) return;
    const at = current(all);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    const target = next.querySelector("[data-open]") || next.querySelector("a, [data-pick]");
    if (target) {
      target.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  }

  function pick() {
    const all = rows();
    const box = all[current(all)]?.querySelector("[data-pick]");
    if (box) box.click();
  }

  function use(element) {
    if (element.matches("input, textarea, select")) {
      element.focus();
      return;
    }
    element.click();
    if (element.matches("summary")) element.parentElement.querySelector("input, select, textarea")?.focus();
  }

  function help() {
    const list = document.getElementById("keys-list");
    for (const old of list.querySelectorAll("[data-listed]")) old.remove();
    for (const element of document.querySelectorAll("[data-key]")) {
      const key = element.dataset.key;
      if (key === "?" || element.disabled) continue;
      const row = list.insertRow();
      row.dataset.listed = "";
      const keys = row.insertCell();
      for (const part of key.split(" ")) {
        const shown = document.createElement("kbd");
        shown.textContent = part;
        keys.append(shown, " ");
      }
      const label = element.closest("label");
      row.insertCell().textContent = element.getAttribute("aria-label") || (label ? label.firstChild.textContent : element.textContent).trim();
    }
    document.getElementById("keys").showModal();
  }

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && isTyping(event.target)) {
      event.target.blur();
      return;
    }
    if (isTyping(event.target) || event.key.length !== 1) return;
    if (event.key === "?") {
      help();
      event.preventDefault();
      return;
    }
    if (!areKeysOn()) return;
    const pressed = prefix ? prefix + " " + event.key : event.key;
    prefix = "";
    const element = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === pressed && !e.disabled);
    if (element) use(element);
    else if (pressed === "j") move(1);
    else if (pressed === "k") move(-1);
    else if (pressed === "x") pick();
    else if (pressed === "g") {
      prefix = "g";
      setTimeout(() => { prefix = ""; }, 1500);
    } else return;
    event.preventDefault();
  }

  // --- Forms: pick all rows, take over what is selected, warn before leaving what is not kept yet.

  function onClick(event) {
    const all = event.target.closest("[data-pick-all]");
    if (all) {
      const boxes = [...document.querySelectorAll("[data-pick]")];
      const on = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = on;
    }
    const take = event.target.closest("[data-take-quote]");
    if (take) {
      const selection = getSelection();
      const form = take.closest("fieldset");
      const text = selection.toString().trim();
      const field = selection.anchorNode?.parentElement?.closest("[data-field]");
      if (text) form.querySelector("[data-quote]").value = text.slice(0, 1000);
      if (field) form.querySelector("select").value = field.dataset.field;
    }
    if (event.target.closest("#keys-button")) help();
  }

  function start() {
    localise(document);
    count();
    setInterval(count, 1000);
    follow();
    for (const hidden of document.querySelectorAll("[data-pick-all], [data-take-quote], #keys-button")) hidden.hidden = false;
    const on = document.getElementById("keys-on");
    if (on) {
      on.checked = areKeysOn();
      on.addEventListener("change", () => localStorage.setItem(storage, on.checked ? "on" : "off"));
    }
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    document.body.addEventListener("htmx:afterSwap", () => localise(document));
    document.body.addEventListener("htmx:oobAfterSwap", () => localise(document));
    // Whoever lost their session while a page was open is asked to sign in again.
    document.body.addEventListener("htmx:beforeSwap", (event) => {
      if (event.detail.xhr.responseURL.includes("/signin")) {
        event.detail.shouldSwap = false;
        say(true);
      }
    });
  }

  start();
})();
