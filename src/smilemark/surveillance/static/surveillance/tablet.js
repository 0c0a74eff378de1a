// The visit on a tablet: every record is kept on the device first, then sent; each is stored once (its key says so).
"use strict";
(() => {
  const root = document.getElementById("tablet");
  if (!root) return;
  const visit = root.dataset.visit;
  const person = document.body.dataset.person;
  const status = document.getElementById("tablet-status");
  const signIn = document.getElementById("tablet-sign-in");
  const list = document.getElementById("tablet-photos");

  // ---- the device's own store
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("smilemark-visits", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("records", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const store = async (mode, act) => {
    const base = await opened;
    return new Promise((resolve, reject) => {
      const change = base.transaction("records", mode);
      const asked = act(change.objectStore("records"));
      change.oncomplete = () => resolve(asked && asked.result);
      change.onerror = () => reject(change.error);
    });
  };
  const keep = (record) => store("readwrite", (records) => records.put(record));
  const drop = (key) => store("readwrite", (records) => records.delete(key));
  const waiting = async () => (await store("readonly", (records) => records.getAll()))
    .filter((record) => record.visit === visit && record.person === person).sort((a, b) => a.at - b.at);

  // ---- what a part of the page says
  const valuesOf = (part) => Object.fromEntries(Array.from(part.querySelectorAll("[name]"))
    .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked).map((field) => [field.name, field.value]));
  const fill = (part, values) => {
    for (const field of part.querySelectorAll("[name]")) {
      if (!(field.name in values)) continue;
      if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === String(values[field.name]);
      else field.value = values[field.name] ?? "";
    }
  };
  const say = (part, words, tone) => {
    const place = part.querySelector("[data-said]");
    place.textContent = words;
    place.className = tone === "bad" ? "error" : "saved";
  };
  const partOf = (record) => root.querySelector(`[data-part="${record.part}"]`);

  // ---- recording: one waiting record per part, the newest counts
  const record = async (part) => {
    const before = (await waiting()).find((entry) => entry.part === part.dataset.part);
    await keep({ key: crypto.randomUUID(), visit, person, part: part.dataset.part, kind: part.dataset.kind,
      fields: { ...valuesOf(part), ...JSON.parse(part.dataset.about) }, base: part.dataset.stamp, at: Date.now() });
    if (before) await drop(before.key);
    say(part, "已暫存於這台裝置");
    await tell();
  };

  let timers = {};
  root.querySelectorAll("[data-part]").forEach((part) => part.addEventListener("input", () => {
    clearTimeout(timers[part.dataset.part]);
    timers[part.dataset.part] = setTimeout(async () => { await record(part); await send(); }, 500);
  }));

  const photo = document.getElementById("tablet-photo");
  photo.addEventListener("change", async () => {
    for (const file of photo.files) {
      await keep({ key: crypto.randomUUID(), visit, person, part: "", kind: "photo", file, name: file.name, base: "",
        fields: { caption: document.getElementById("tablet-caption").value, check: document.getElementById("tablet-product").value },
        at: Date.now() });
    }
    photo.value = "";
    await tell();
    await send();
  });

  // ---- sending, one after another; what cannot be sent stays
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const post = (entry) => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ ...entry.fields, key: entry.key, kind: entry.kind, base: entry.base })) data.set(name, value ?? "");
    if (entry.file) data.set("file", entry.file, entry.name);
    return fetch(root.dataset.sync, { method: "POST", body: data, headers: { "X-CSRFToken": token() }, redirect: "error" });
  };
  let refused = "";
  let sending = null;
  const send = () => { sending = (sending || Promise.resolve()).then(sendAll); return sending; };
  const sendAll = async () => {
    for (const entry of await waiting()) {
      if (entry.conflict || entry.refused) continue;
      let answer;
      try { answer = await post(entry); } catch { break; }
      if (answer.status === 401 || answer.status === 403) { signIn.hidden = false; break; }
      if (answer.status >= 500) break;
      signIn.hidden = true;
      const part = entry.part && partOf(entry);
      const said = await answer.json();
      if (answer.ok) {
        await drop(entry.key);
        if (part) { part.dataset.stamp = said.stamp; say(part, "已儲存"); }
      } else if (answer.status === 409 && said.stored) {
        await keep({ ...entry, conflict: said });
        if (part) conflict(part, { ...entry, conflict: said });
      } else {
        if (part) { await keep({ ...entry, refused: said.reason }); say(part, said.reason, "bad"); }
        else { await drop(entry.key); refused = said.reason; }
      }
    }
    await tell();
  };

  // ---- a conflict is shown, and the person decides
  const conflict = (part, entry) => {
    part.querySelector(".conflict")?.remove();
    const box = document.createElement("div");
    box.className = "notice warn conflict";
    box.setAttribute("role", "alert");
    const words = document.createElement("p");
    const stored = Object.entries(entry.conflict.stored).filter(([, value]) => value !== "" && value !== null)
      .map(([name, value]) => inWords(part, name, String(value))).filter(Boolean).join("、");
    words.textContent = `${entry.conflict.reason}已存：${stored}。`;
    const mine = button("以我的內容為準", async () => {
      await keep({ ...entry, conflict: null, base: entry.conflict.stamp, key: crypto.randomUUID() });
      await drop(entry.key);
      box.remove();
      await send();
    });
    const theirs = button("採用已存內容", async () => {
      fill(part, entry.conflict.stored);
      part.dataset.stamp = entry.conflict.stamp;
      await drop(entry.key);
      box.remove();
      say(part, "已採用已存內容");
      await tell();
    });
    const buttons = document.createElement("p");
    buttons.className = "buttons";
    buttons.append(mine, theirs);
    box.append(words, buttons);
    part.prepend(box);
  };
  // what the reader calls the field and its answer; nothing for a field this part does not ask
  const inWords = (part, name, value) => {
    const fields = Array.from(part.querySelectorAll(`[name="${name}"]`));
    if (!fields.length) return "";
    const plain = (place) => place?.textContent.trim().replace(/（選填）$/, "") || "";
    if (fields[0].type === "radio") {
      const chosen = fields.find((field) => field.value === value);
      return `${plain(fields[0].closest("fieldset.choices")?.querySelector("legend"))} ${plain(chosen?.labels[0])}`;
    }
    const option = Array.from(fields[0].options || []).find((each) => each.value === value);
    return `${plain(fields[0].labels[0])} ${option ? plain(option) : value}`;
  };
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "second";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  // ---- what the reader is told
  const tell = async () => {
    const left = await waiting();
    const photos = left.filter((entry) => entry.kind === "photo").length;
    status.textContent = left.length ? `這台裝置上有 ${left.length} 筆尚未送出（照片 ${photos} 張）。` : "全部已儲存。";
    list.textContent = refused || (photos ? `待送照片 ${photos} 張` : "");
  };

  const begin = async () => {
    for (const entry of await waiting()) {
      const part = entry.part && partOf(entry);
      if (!part) continue;
      fill(part, entry.fields);
      if (entry.conflict) conflict(part, entry);
      else if (entry.refused) say(part, entry.refused, "bad");
      else say(part, "已暫存於這台裝置");
    }
    await tell();
    await send();
  };
  window.addEventListener("online", send);
  document.querySelector('form[action$="/accounts/logout/"]')?.addEventListener("submit", () => { caches.delete("visit-pages-1"); });
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(root.dataset.worker, { scope: "/surveillance/" }).then(async () => {
      await navigator.serviceWorker.ready;
      // The page itself came before its worker: let the worker keep page, style and scripts once now.
      const parts = Array.from(document.querySelectorAll("script[src], link[rel=stylesheet]"), (part) => part.src || part.href);
      const kept = await caches.open("visit-pages-1");
      await Promise.all([location.href, ...parts].map(async (address) => {
        try {
          const answer = await fetch(address);
          if (answer.ok && !answer.redirected) await kept.put(new URL(address).pathname, answer);
        } catch { /* another time */ }
      }));
      root.dataset.ready = "1";
    });
  }
  begin();
})();
