// Enhancements for people who are signed in. Every page works without this file.
"use strict";
(() => {
  const body = document.body;
  const mine = `smilemark:${body.dataset.person}:`;
  const KEEP_MS = 14 * 24 * 3600 * 1000;
  const never = (field) => !field.name || field.disabled || ["password", "file", "submit", "button"].includes(field.type)
    || ["csrfmiddlewaretoken", "_kept_form"].includes(field.name);

  // ---- localStorage may be switched off: then nothing is kept, and nothing breaks
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
    keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith(mine)); } catch { return []; } },
  };

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // ---- what was typed, as [name, value] pairs
  const typed = (form) => Array.from(form.elements).filter((field) => !never(field) && field.type !== "hidden")
    .filter((field) => !["checkbox", "radio"].includes(field.type) || field.checked)
    .flatMap((field) => field.multiple && field.options
      ? Array.from(field.selectedOptions, (option) => [field.name, option.value]) : [[field.name, field.value]]);

  const fill = (form, pairs) => {
    const wanted = new Map();
    for (const [name, value] of pairs) wanted.set(name, [...(wanted.get(name) || []), value]);
    for (const field of form.elements) {
      if (never(field) || field.type === "hidden") continue;
      const values = wanted.get(field.name) || [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else if (field.multiple && field.options) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) field.value = values.shift();
    }
  };

  const say = (form, words) => { const place = form.querySelector("[data-saved]"); if (place) place.textContent = words; };
  const clockTime = () => new Date().toLocaleTimeString("zh-TW", { hour: "2-digit", minute: "2-digit" });

  // ---- autosave: on the device always, on the server where the form says so
  const autosave = (form) => {
    const key = mine + form.dataset.autosave;
    const kept = store.read(key);
    const refused = document.getElementById("error-summary") || document.getElementById("kept-form");
    const fromSignIn = document.referrer.includes("/accounts/");
    if (kept && kept.sent && !refused && !fromSignIn) store.drop(key);
    else if (kept && JSON.stringify(kept.pairs) !== JSON.stringify(typed(form)) && !refused) offer(form, key, kept);
    let local = 0;
    let remote = 0;
    const keep = () => {
      if (store.write(key, { pairs: typed(form), at: Date.now() })) say(form, `${body.dataset.kept} ${clockTime()}`);
    };
    form.addEventListener("input", () => {
      clearTimeout(local);
      local = setTimeout(keep, 400);
      if (form.dataset.autosaveUrl) { clearTimeout(remote); remote = setTimeout(() => send(form, key), 4000); }
    });
    form.addEventListener("submit", () => {
      clearTimeout(local);
      clearTimeout(remote);
      store.write(key, { pairs: typed(form), at: Date.now(), sent: true });
    });
    window.addEventListener("online", () => { if (form.dataset.autosaveUrl && store.read(key)) send(form, key); });
  };

  const send = async (form, key) => {
    const data = new FormData(form);
    for (const [name, value] of Array.from(data)) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body: data, redirect: "manual",
        headers: { "X-Autosave": "1" } });
      if (answer.ok) { store.drop(key); say(form, `已儲存 ${clockTime()}`); }
      else if (answer.status === 409 || answer.status === 422) say(form, "尚有欄位須修正，已暫存於這台裝置");
    } catch { say(form, body.dataset.offline); }
  };

  const offer = (form, key, kept) => {
    const restore = element("button", { type: "button", class: "second" }, "還原");
    const discard = element("button", { type: "button", class: "link" }, "捨棄");
    const when = new Date(kept.at).toLocaleString("zh-TW", { dateStyle: "medium", timeStyle: "short" });
    const box = element("div", { class: "notice warn", role: "status" },
      element("p", {}, `這台裝置上有您 ${when} 填寫、尚未送出的內容。`), element("p", { class: "buttons" }, restore, discard));
    restore.addEventListener("click", () => { fill(form, kept.pairs); box.remove(); form.querySelector("input, select, textarea")?.focus(); });
    discard.addEventListener("click", () => { store.drop(key); box.remove(); });
    form.prepend(box);
  };

  // ---- uploads with progress
  const upload = (form) => form.addEventListener("submit", (event) => {
    const chosen = form.querySelector('input[type="file"]');
    if (!chosen || !chosen.files.length) return;
    event.preventDefault();
    const bar = form.querySelector("progress") || form.appendChild(element("progress", { max: "100", value: "0" }));
    bar.hidden = false;
    bar.setAttribute("aria-label", "上傳進度");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (moved) => { if (moved.lengthComputable) bar.value = 100 * moved.loaded / moved.total; });
    request.addEventListener("load", () => {
      // The answer of this very page is shown as it came: asking for it again would find its message already read.
      const here = location.href.split("#")[0];
      if (request.status < 400 && request.responseURL !== here) { location.assign(request.responseURL || here); return; }
      document.open();
      document.write(request.responseText);
      document.close();
    });
    request.addEventListener("error", () => { bar.hidden = true; notice(body.dataset.failed); });
    const data = new FormData(form);
    if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);  // which button it was
    request.send(data);
  });

  // ---- one notice at the top: no network, or the server failed
  const notice = (words) => {
    document.querySelector(".offline")?.remove();
    if (words) body.prepend(element("p", { class: "notice warn offline", role: "alert" }, words));
  };
  window.addEventListener("offline", () => notice(body.dataset.offline));
  window.addEventListener("online", () => notice(""));
  body.addEventListener("htmx:sendError", () => notice(body.dataset.offline));
  body.addEventListener("htmx:responseError", () => notice(body.dataset.failed));

  // ---- a second click on the same button while the first is on its way does nothing
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.onItsWay) { event.preventDefault(); return; }
    form.dataset.onItsWay = "1";
    setTimeout(() => { delete form.dataset.onItsWay; }, 4000);
    if (form.action.endsWith("/accounts/logout/")) store.keys().forEach(store.drop);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-on-its-way]").forEach((form) => { delete form.dataset.onItsWay; }));

  for (const key of store.keys()) { const kept = store.read(key); if (!kept || Date.now() - kept.at > KEEP_MS) store.drop(key); }
  document.querySelectorAll("form[data-autosave]").forEach(autosave);
  document.querySelectorAll("form[data-upload]").forEach(upload);
  document.getElementById("error-summary")?.focus();
})();
