/* Drafts of forms: kept in the tab and at the server while somebody types. Every form handed out has a token, and a draft of its own. */
(() => {
  'use strict';
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* ---- in the tab: gone with it, with the sign-out, and under another account ---- */
  const PREFIX = 'lb-draft:';
  const OLD = 12 * 3600 * 1000;
  const LOCAL_AFTER = 400;
  const SERVER_AFTER = 2000;
  const SPENT = 409;
  const tokenOf = (place) => place.querySelector('[name=draft]');
  const sameForm = (place) => `${PREFIX}${place.dataset.person}:${place.dataset.draft}:`;
  const keyOf = (place) => sameForm(place) + tokenOf(place).value;
  const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
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

  const UNKEPT = ['csrf_token', 'once', 'intent', 'draft', 'despite', 'pasted'];
  const pairsOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !UNKEPT.includes(name));
  const clockTime = (at) => new Date(at).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });
  const tell = (place, words, when) => {
    const output = place.querySelector('output');
    output.textContent = output.dataset[words].replace('{}', when);
    output.className = words === 'saved' ? '' : 'is-local';
  };
  const timers = new Map();
  const stop = (place) => {
    const running = timers.get(place);
    if (running) { clearTimeout(running.local); clearTimeout(running.server); running.request?.abort(); }
    timers.delete(place);
  };
  const bodyOf = (form, token) => {
    const body = new FormData();
    body.append('csrf_token', form.elements.csrf_token.value);
    body.append('draft', token);
    return body;
  };
  const save = async (place, running) => {
    const form = place.closest('form');
    running.request = new AbortController();
    const body = bodyOf(form, tokenOf(place).value);
    pairsOf(form).forEach(([name, value]) => body.append(name, value));
    try {
      const answer = await fetch(place.dataset.draft, { method: 'POST', body, redirect: 'manual', signal: running.request.signal });
      if (answer.status === SPENT) { sessionStorage.removeItem(keyOf(place)); tell(place, 'spent'); return; }
      if (!answer.ok) throw new Error(answer.status);
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
    keep(keyOf(place), { at: Date.now(), pairs: pairsOf(event.target), sent: navigator.onLine });
  }, true);

  /* ---- what this tab has and the server hasn't: offered like the server's, in place of its older words ---- */
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
  const offer = (place, token, entry) => {
    const list = place.querySelector('[data-draft-offers]');
    const item = place.querySelector('template').content.firstElementChild.cloneNode(true);
    const [link, button] = [item.querySelector('a'), item.querySelector('button')];
    link.firstChild.data = link.firstChild.data.replace('{}', clockTime(entry.at));
    link.lastElementChild.textContent = entry.pairs.find(([name, value]) => value && place.dataset.names.split(' ').includes(name))?.[1] ?? '';
    button.value = token;
    link.removeAttribute('data-dialog');
    link.addEventListener('click', (event) => {
      event.preventDefault();
      list.replaceChildren();
      tokenOf(place).value = token;
      fill(place.closest('form'), entry.pairs);
      typed(place);
    });
    list.querySelector(`[value="${CSS.escape(token)}"]`)?.closest('li').remove();
    list.prepend(item);
  };
  const prepare = (place) => {
    place.dataset.ready = '1';
    keys().filter((key) => key.startsWith(sameForm(place))).forEach((key) => {
      const entry = read(key);
      if (entry && !entry.safe && !entry.sent) offer(place, key.slice(sameForm(place).length), entry);
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
    sessionStorage.removeItem(sameForm(place) + button.value);
    try {
      await fetch(`${place.dataset.draft}/discard`, { method: 'POST', body: bodyOf(place.closest('form'), button.value), redirect: 'manual' });
      button.closest('li').remove();
    } catch { tell(place, 'local'); }
  });
})();
