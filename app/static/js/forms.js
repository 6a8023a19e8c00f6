/* Forms: drafts while somebody types, and a third value chosen by typing it. Everything works without. */
(() => {
  'use strict';
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* ---- drafts in the tab: gone with it, with the sign-out, and under another account ---- */
  const PREFIX = 'lb-draft:';
  const OLD = 12 * 3600 * 1000;
  const LOCAL_AFTER = 400;
  const SERVER_AFTER = 2000;
  const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  const keyOf = (place) => `${PREFIX}${place.dataset.person}:${place.dataset.draft}`;
  const read = (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } };
  const keep = (key, entry) => { try { sessionStorage.setItem(key, JSON.stringify(entry)); return true; } catch { return false; } };
  const forget = (match = () => true) => keys().filter(match).forEach((key) => sessionStorage.removeItem(key));
  const others = 'BroadcastChannel' in window ? new BroadcastChannel('lianban') : null;
  others?.addEventListener('message', (event) => { if (event.data === 'signed-out') forget(); });
  const person = document.body.dataset.person;
  if (person) forget((key) => !key.startsWith(`${PREFIX}${person}:`));
  const here = all('[data-draft]').map(keyOf);
  forget((key) => {
    const entry = read(key);
    const done = entry?.sent && person && !here.includes(key) && !document.querySelector('.lb-fault');
    return !entry || done || Date.now() - entry.at > OLD;
  });

  const UNKEPT = ['csrf_token', 'once', 'intent', 'drafted', 'despite', 'pasted'];
  const pairsOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !UNKEPT.includes(name));
  const clockTime = (at) => new Date(at).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });
  const tell = (place, words, when) => {
    const output = place.querySelector('output');
    output.textContent = output.dataset[words].replace('{}', when);
    output.className = words === 'local' ? 'is-local' : '';
  };
  const timers = new Map();
  const stop = (place) => {
    const running = timers.get(place);
    if (running) { clearTimeout(running.local); clearTimeout(running.server); running.request?.abort(); }
    timers.delete(place);
  };
  const offered = (place) => !place.querySelector('[data-draft-offer]').hidden;
  const save = async (place, running) => {
    const form = place.closest('form');
    /* an earlier draft isn't overwritten before its owner has decided about it */
    if (offered(place)) { tell(place, 'local'); return; }
    running.request = new AbortController();
    const body = new FormData();
    body.append('csrf_token', form.elements.csrf_token.value);
    pairsOf(form).forEach(([name, value]) => body.append(name, value));
    try {
      const answer = await fetch(place.dataset.draft, { method: 'POST', body, redirect: 'manual', signal: running.request.signal });
      if (!answer.ok) throw new Error(answer.status);
      form.elements.drafted.disabled = false;
      tell(place, 'saved', (await answer.json()).saved);
      const entry = read(keyOf(place));
      if (entry) keep(keyOf(place), { ...entry, safe: true });
    } catch (error) { if (error.name !== 'AbortError') tell(place, 'local'); }
  };
  const typed = (place) => {
    const form = place.closest('form');
    stop(place);
    const running = {};
    timers.set(place, running);
    running.local = setTimeout(() => keep(keyOf(place), { at: Date.now(), pairs: pairsOf(form) }), LOCAL_AFTER);
    running.server = setTimeout(() => save(place, running), SERVER_AFTER);
  };
  ['input', 'change'].forEach((kind) => document.addEventListener(kind, (event) => {
    const place = event.target.form?.querySelector('[data-draft]');
    if (place && event.target.type !== 'file') typed(place);
  }));
  addEventListener('online', () => timers.forEach((running, place) => save(place, running)));
  document.addEventListener('submit', (event) => {
    if (event.target.matches('[action*="/logout"]')) { forget(); others?.postMessage('signed-out'); return; }
    const place = event.target.querySelector('[data-draft]');
    if (!place) return;
    stop(place);
    keep(keyOf(place), { at: Date.now(), pairs: pairsOf(event.target), sent: true });
  }, true);

  /* ---- what this tab has and the server hasn't: offered like the server's ---- */
  const fill = (form, pairs) => {
    const given = Map.groupBy ? Map.groupBy(pairs, ([name]) => name) : pairs.reduce((map, pair) => map.set(pair[0], [...(map.get(pair[0]) ?? []), pair]), new Map());
    const turns = {};
    [...form.elements].forEach((input) => {
      if (!input.name || UNKEPT.includes(input.name) || input.type === 'file' || input.type === 'submit') return;
      const values = (given.get(input.name) ?? []).map(([, value]) => value);
      if (input.type === 'checkbox' || input.type === 'radio') input.checked = values.includes(input.value);
      else if (input.multiple) [...input.options].forEach((option) => { option.selected = values.includes(option.value); });
      else if (values.length) {
        turns[input.name] = (turns[input.name] ?? -1) + 1;
        input.value = values[turns[input.name]] ?? '';
      }
    });
    form.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const prepare = (place) => {
    place.dataset.ready = '1';
    const entry = read(keyOf(place));
    const offer = place.querySelector('[data-draft-offer]');
    if (!entry || entry.safe || entry.sent || !offer.hidden) return;
    offer.hidden = false;
    const link = offer.querySelector('a');
    link.textContent = link.dataset.words.replace('{}', clockTime(entry.at));
    link.removeAttribute('data-dialog');
    link.addEventListener('click', (event) => {
      event.preventDefault();
      offer.hidden = true;
      fill(place.closest('form'), entry.pairs);
      typed(place);
    });
  };
  const find = () => all('[data-draft]:not([data-ready])').forEach(prepare);
  find();
  const dialog = document.getElementById('lb-dialog');
  if (dialog) new MutationObserver(find).observe(dialog, { childList: true });
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-discard]');
    if (!button) return;
    event.preventDefault();
    const place = button.closest('[data-draft]');
    const body = new FormData();
    body.append('csrf_token', button.form.elements.csrf_token.value);
    sessionStorage.removeItem(keyOf(place));
    try {
      await fetch(button.form.action, { method: 'POST', body, redirect: 'manual' });
      place.querySelector('[data-draft-offer]').hidden = true;
    } catch { tell(place, 'local'); }
  });

  /* ---- perhaps the same customer asked twice; a row of a spreadsheet ---- */
  let turn = 0;
  document.addEventListener('change', async (event) => {
    const form = event.target.form;
    if (!form?.dataset.alike || !['enterprise', 'uscc', 'address'].includes(event.target.name)) return;
    const body = new FormData();
    ['csrf_token', 'enterprise', 'uscc', 'address'].forEach((name) => body.append(name, form.elements[name]?.value ?? ''));
    const mine = ++turn;
    try {
      const answer = await fetch(form.dataset.alike, { method: 'POST', body, redirect: 'manual' });
      if (!answer.ok || mine !== turn) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      form.querySelector('[data-alike-told]').replaceChildren(...page.body.childNodes);
    } catch { /* told again at saving */ }
  });
  document.addEventListener('paste', (event) => {
    const box = event.target.closest?.('[name=pasted]');
    if (box) setTimeout(() => { if (box.value.includes('\t')) box.form.requestSubmit(box.form.querySelector('[data-paste]')); });
  });

  /* ---- two people's changes: whoever writes something else chooses it ---- */
  document.addEventListener('input', (event) => {
    const name = event.target.closest?.('[data-other]')?.dataset.other;
    const pick = name && event.target.form.querySelector(`input[name="${CSS.escape(name)}"][value=other]`);
    if (pick) pick.checked = true;
  });
})();
