/* Behaviour of the console. Everything works without it; texts come from data attributes. */
(() => {
  'use strict';
  const strings = JSON.parse(document.body.dataset.strings || '{}');
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (type, selector, handler) => document.addEventListener(type, (event) => {
    const target = event.target.closest?.(selector);
    if (target) handler(event, target);
  });

  /* ---- frame: drawer, menus, messages, disclosures ---- */
  on('click', '[data-drawer]', (event, link) => {
    event.preventDefault();
    location.replace(link.hash);
    document.querySelector(link.hash).focus({ preventScroll: true });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (location.hash === '#lb-side') location.replace('#lb-main');
    all('details[data-menu][open]').forEach((menu) => { menu.open = false; });
  });
  document.addEventListener('click', (event) => {
    all('details[data-menu][open]').forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  all('[data-dismissible]').forEach((note) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'lb-close', textContent: '×' });
    button.setAttribute('aria-label', note.dataset.dismissible);
    button.addEventListener('click', () => note.remove());
    note.append(button);
  });
  all('[data-unseen]').forEach(async (bell) => {
    const fresh = location.pathname === new URL(bell.href).pathname;
    const answer = await fetch(bell.dataset.unseen, { cache: fresh ? 'reload' : 'default' }).catch(() => null);
    if (!answer?.ok) return;
    const badge = bell.querySelector('[data-count]');
    badge.textContent = (await answer.json()).count;
    badge.className = badge.textContent === '0' ? 'sr-only' : 'lb-bell__count';
  });
  const narrow = matchMedia('(max-width: 767px)');
  all('[data-disclosure] > button').forEach((button) => button.setAttribute('aria-expanded', String(!narrow.matches || 'keep' in button.dataset)));
  on('click', '[data-disclosure] > button', (event, button) => {
    button.setAttribute('aria-expanded', String(button.getAttribute('aria-expanded') !== 'true'));
  });
  all('[data-focus]').slice(0, 1).forEach((note) => note.focus());

  /* ---- related lists as tabs; the last one is remembered in the address ---- */
  all('[data-tabs]').forEach((group) => {
    const bar = group.querySelector('[role=tablist]');
    const tabs = all('[role=tab]', bar);
    const show = (chosen, focus) => tabs.forEach((tab) => {
      const current = tab === chosen;
      tab.setAttribute('aria-selected', String(current));
      tab.tabIndex = current ? 0 : -1;
      document.getElementById(tab.getAttribute('aria-controls')).hidden = !current;
      if (current && focus) tab.focus();
    });
    bar.hidden = false;
    group.classList.add('is-tabbed');
    bar.addEventListener('click', (event) => { if (event.target.closest('[role=tab]')) show(event.target.closest('[role=tab]')); });
    bar.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) show(tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length], true);
    });
    const asked = tabs.find((tab) => [...new URLSearchParams(location.search).keys()].some((key) => key.endsWith('_' + tab.getAttribute('aria-controls'))));
    show(asked || tabs[0]);
  });

  /* ---- lists: tick boxes, bulk bar, query bar ---- */
  const boxes = (list) => all('[data-check]', list);
  const count = (list) => {
    const bar = list.querySelector('[data-bulk]');
    if (!bar) return;
    const chosen = boxes(list).filter((box) => box.checked);
    const full = chosen.length > 0 && chosen.length === boxes(list).length;
    const whole = bar.querySelector('[data-whole]');
    if (whole && !full) whole.checked = false;
    bar.querySelector('output').textContent = whole?.checked ? whole.dataset.whole : String(chosen.length);
    bar.classList.toggle('is-full', full);
    bar.classList.toggle('is-empty', chosen.length === 0);
    boxes(list).forEach((box) => box.closest('tr').classList.toggle('is-chosen', box.checked));
    const every = list.querySelector('[data-check-all]');
    every.checked = full;
    every.indeterminate = chosen.length > 0 && !every.checked;
  };
  on('change', '[data-check-all], [data-whole]', (event, box) => {
    const list = box.closest('[data-list]');
    boxes(list).forEach((each) => { each.checked = box.checked; });
    count(list);
  });
  on('change', '[data-check]', (event, box) => count(box.closest('[data-list]')));
  all('[data-list]').forEach(count);
  /* the way back leads to the list as it was left: its filters, order and page */
  if (document.querySelector('[data-remembered]')) sessionStorage.setItem(location.pathname, location.search);
  all('a[data-back]').forEach((link) => { link.search = sessionStorage.getItem(link.pathname) ?? link.search; });
  on('submit', '[data-query]', (event, form) => {
    all('input, select', form).forEach((input) => { if (!input.value) input.disabled = true; });
  });
  on('click', '[data-remove]', (event, button) => {
    const form = button.form;
    button.parentElement.remove();
    form.requestSubmit();
  });

  /* ---- asking first, sending once, keeping what was typed ---- */
  const say = (text) => new Promise((answered) => {
    const dialog = document.getElementById('lb-confirm');
    dialog.querySelector('[data-confirm-text]').textContent = text;
    dialog.returnValue = 'cancel';
    dialog.addEventListener('close', () => answered(dialog.returnValue === 'ok'), { once: true });
    dialog.showModal();
  });
  on('click', 'button[data-confirm], [data-bulk] button', async (event, button) => {
    if (button.dataset.agreed) return;
    const nothing = button.form.matches('[data-bulk].is-empty');
    if (!nothing && !button.dataset.confirm) return;
    event.preventDefault();
    if (nothing) { say(strings.nothing_selected); return; }
    if (!await say(button.dataset.confirm)) return;
    button.dataset.agreed = '1';
    button.form.requestSubmit(button);
    delete button.dataset.agreed;
  });
  const dirty = new Set();
  on('input', '[data-warn-unsaved]', (event, form) => dirty.add(form));
  addEventListener('beforeunload', (event) => { if (dirty.size) event.preventDefault(); });
  document.addEventListener('submit', (event) => {
    if (event.target.method !== 'post') return;
    dirty.delete(event.target);
    const button = event.submitter;
    if (button) setTimeout(() => { button.disabled = true; });
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) all('button:disabled, [data-query] :disabled').forEach((item) => { item.disabled = false; });
  });

  /* ---- conditions: see conditions.js ---- */
  const inputsOf = (form, scope, field) => {
    const path = field.replaceAll('.', '-');
    const names = [...(scope ? [`${scope}-${path}`, `${scope}-${path}-value`] : []), path, `${path}-value`];
    for (const name of names) {
      const found = all(`[name="${CSS.escape(name)}"]`, form);
      /* what isn't asked has no answer; conditions ask only what stands before them */
      if (found.length) return found.filter((input) => !input.closest('[data-shown-if][hidden]'));
    }
    return [];
  };
  const valueOf = (inputs) => {
    const ticked = inputs.filter((input) => input.checked).map((input) => input.value);
    if (inputs[0]?.type === 'checkbox') return inputs.length > 1 || inputs[0].closest('.lb-ticks') ? ticked : ticked.length > 0;
    if (inputs[0]?.type === 'radio') return ticked[0] ?? '';
    if (inputs[0]?.multiple) return [...inputs[0].selectedOptions].map((option) => option.value);
    return inputs[0]?.value.trim() ?? '';
  };
  const MEANT = new Map([['', null], ['true', true], ['false', false]]);
  const said = (value) => (MEANT.has(value) ? MEANT.get(value) : value);
  const holds = (tree, form, scope) => window.lianbanConditions.holds(tree, (field) => said(valueOf(inputsOf(form, scope, field))));
  const open = (form) => all('[data-shown-if]', form).forEach((block) => {
    const scope = block.closest('[data-scope]')?.dataset.scope;
    block.hidden = !holds(JSON.parse(block.dataset.shownIf), form, scope);
  });
  const imply = (nest) => {
    const parent = document.getElementById(nest.dataset.implies);
    if (all('input:checked', nest).length) parent.checked = true;
  };
  on('change', '[data-implies] input', (event, box) => { imply(box.closest('[data-implies]')); open(box.form); });
  on('input', 'form', (event, form) => open(form));
  on('change', 'form', (event, form) => open(form));
  all('form').forEach(open);

  /* ---- actions: the form of the action's page, lifted into a dialog ---- */
  const dialog = document.getElementById('lb-dialog');
  const pageOf = async (response) => new DOMParser().parseFromString(await response.text(), 'text/html');
  const lift = (page) => {
    const section = page.querySelector('[data-action-page]');
    if (!section) return false;
    const title = document.createElement('h2');
    title.textContent = page.querySelector('h1')?.textContent.trim() ?? '';
    dialog.replaceChildren(title, ...section.childNodes);
    dialog.setAttribute('aria-label', title.textContent);
    enhance(dialog);
    open(dialog);
    if (!dialog.open) dialog.showModal();
    dialog.querySelector('[data-focus], input:not([type=hidden]), select, textarea, button')?.focus();
    return true;
  };
  const leave = (next) => {
    const target = new URL(next || location.href, location.href);
    if (target.pathname + target.search === location.pathname + location.search) location.reload();
    else location.assign(target);
  };
  on('click', 'a[data-dialog]', async (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      if (!lift(await pageOf(await fetch(link.href)))) location.assign(link.href);
    } catch { location.assign(link.href); }
  });
  on('click', '#lb-dialog [data-close]', (event) => { event.preventDefault(); dialog.close(); });
  on('submit', '#lb-dialog form[data-action-form]', async (event, form) => {
    event.preventDefault();
    const fault = (text) => {
      const note = Object.assign(document.createElement('div'), { className: 'lb-note tone-danger', textContent: text });
      note.setAttribute('role', 'alert');
      form.prepend(note);
      all('button', form).forEach((button) => { button.disabled = false; });
    };
    try {
      const response = await fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' });
      if (response.type === 'opaqueredirect') { leave(form.dataset.next); return; }
      const page = await pageOf(response);
      if (!lift(page)) fault(all('main h1, main h1 + p', page).map((part) => part.textContent.trim()).join(' ') || strings.failed);
    } catch { fault(strings.failed); }
  });

  /* ---- what follows from the answers typed so far ---- */
  let asking = 0;
  on('change', 'form:has([data-preview]) :is(input, select, textarea)', async (event, input) => {
    const old = input.form.querySelector('[data-preview]');
    const typed = new URLSearchParams([...new FormData(input.form)].filter(([name, value]) => value && old.dataset.names.split(' ').includes(name)));
    const turn = ++asking;
    try {
      const fresh = (await pageOf(await fetch(`${old.dataset.preview}?${typed}`))).querySelector('[data-preview]');
      if (fresh && turn === asking) old.replaceWith(fresh);
    } catch { /* the server says it again when the form is sent */ }
  });

  /* ---- files: sent one by one as soon as they are chosen or dropped, each with its progress ---- */
  const element = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text ?? '' });
  const sendFile = (file, to) => new Promise((done) => {
    const row = element('li', '');
    const bar = document.createElement('progress');
    const note = element('span', 'lb-sending__note');
    row.append(element('span', 'lb-sending__name', file.name), bar, note);
    to.list.append(row);
    const fail = (text) => {
      row.className = 'is-wrong';
      bar.remove();
      note.textContent = text || strings.failed;
      done(null);
    };
    if (file.size > Number(to.most)) { fail(strings.too_large); return; }
    const body = new FormData();
    Object.entries(to.fields).forEach(([name, value]) => body.append(name, value));
    body.append('file', file);
    const request = new XMLHttpRequest();
    request.open('POST', to.url);
    request.setRequestHeader('Accept', 'application/json');
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    request.addEventListener('load', () => {
      if (request.status !== 201) { fail(request.response?.error || (request.status === 413 ? strings.too_large : '')); return; }
      row.remove();
      done(request.response.result);
    });
    request.addEventListener('error', () => fail(''));
    request.send(body);
  });
  const placeOf = (input) => {
    const form = input.form ?? input.closest('form');
    const picked = input.closest('[data-picked]');
    const target = form.querySelector('[data-attach-url]');
    const fields = { csrf_token: form.elements.csrf_token.value, purpose: picked ? picked.dataset.purpose : form.elements.purpose.value };
    if (form.elements.keep_position?.checked) fields.keep_position = '1';
    return {
      url: target ? target.dataset.attachUrl : form.action,
      most: (target ?? form).dataset.most,
      list: (picked ?? form).querySelector('[data-sending]'),
      form, picked, fields,
    };
  };
  const tick = (picked, file) => {
    const there = picked.querySelector(`input[value="${CSS.escape(file.digest)}"]`);
    if (there) { there.checked = true; return; }
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', name: picked.dataset.picked, value: file.digest, checked: true });
    const look = file.thumbnail ? Object.assign(document.createElement('img'), { src: file.thumbnail, alt: '' }) : element('span', 'lb-file__type', file.extension);
    const label = element('label', 'lb-pick');
    label.append(box, look, element('span', 'lb-pick__name', file.name));
    const item = document.createElement('li');
    item.append(label);
    picked.querySelector('.lb-picks').append(item);
  };
  const sendFiles = async (files, input) => {
    const to = placeOf(input);
    const buttons = all('button', to.form);
    to.list.replaceChildren();
    buttons.forEach((button) => { button.disabled = true; });
    for (const file of files) {
      const sent = await sendFile(file, to);
      if (sent && to.picked) tick(to.picked, sent);
    }
    buttons.forEach((button) => { button.disabled = false; });
    if (to.picked) return;
    const fresh = (await pageOf(await fetch(location.href))).querySelector('[data-gallery]');
    if (fresh) document.querySelector('[data-gallery]').replaceWith(fresh);
  };
  on('change', '[data-attach] input[type=file], [data-new]', (event, input) => {
    if (input.matches('[data-new]') && !input.form.querySelector('[data-attach-url]')) return;
    const files = [...input.files];
    input.value = '';
    sendFiles(files, input);
  });
  const holdsFiles = (event) => event.dataTransfer?.types.includes('Files');
  on('dragover', '[data-attach], [data-picked]', (event, place) => { if (holdsFiles(event)) { event.preventDefault(); place.classList.add('is-over'); } });
  on('dragleave', '[data-attach], [data-picked]', (event, place) => { if (!place.contains(event.relatedTarget)) place.classList.remove('is-over'); });
  on('drop', '[data-attach], [data-picked]', (event, place) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    place.classList.remove('is-over');
    sendFiles([...event.dataTransfer.files], place.querySelector('input[type=file]'));
  });

  /* ---- parts of a page that go on changing: asked for again until they have ended ---- */
  const watch = (part) => setTimeout(async () => {
    try {
      const fresh = (await pageOf(await fetch(part.dataset.live))).querySelector('[data-part]');
      if (!fresh) return;
      part.replaceWith(fresh);
      if (fresh.dataset.live) watch(fresh);
    } catch { watch(part); }
  }, 1500);
  all('[data-live]').forEach(watch);

  /* ---- the office's phrases: one click writes them into their field ---- */
  on('click', '[data-phrases] button', (event, button) => {
    const input = document.getElementById(button.parentElement.dataset.phrases);
    const kept = input.matches('textarea') ? [input.value.trim()].filter(Boolean) : [];
    input.value = [...kept, button.textContent].join('\n');
    ['input', 'change'].forEach((kind) => input.dispatchEvent(new Event(kind, { bubbles: true })));
    input.focus();
  });

  /* ---- fees: more rows, fewer rows, the catalogue's price, the sum ---- */
  const fen = (text) => (/^\d+(\.\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : 0);
  const sum = (group) => {
    const amounts = all('input[inputmode=decimal]', group).map((input) => fen(input.value));
    const yuan = (amounts.reduce((one, other) => one + other, 0) / 100).toLocaleString('en', { minimumFractionDigits: 2 });
    group.querySelector('output').textContent = group.dataset.charges.replace('{}', yuan);
  };
  on('input', '[data-charges]', (event, group) => sum(group));
  on('change', '[data-charges] input[list]', (event, input) => {
    const offered = all('option', input.list).find((option) => option.value === input.value);
    const amount = input.nextElementSibling;
    if (offered?.dataset.price && !amount.value) amount.value = offered.dataset.price;
    sum(input.closest('[data-charges]'));
  });
  on('click', 'button[data-more]', (event, button) => {
    const row = button.previousElementSibling.cloneNode(true);
    all('input', row).forEach((input) => { input.value = ''; input.removeAttribute('id'); });
    button.before(row);
    row.querySelector('input').focus();
  });
  on('click', '[data-less]', (event, button) => {
    const group = button.closest('[data-charges]');
    const rows = all('.lb-charge', group);
    if (rows.length > 1 && rows[0] !== button.parentElement) button.parentElement.remove();
    else all('input', button.parentElement).forEach((input) => { input.value = ''; });
    sum(group);
  });
  on('click', '[data-print]', () => print());

  /* ---- inputs: native date picker, searchable long choices, demo accounts ---- */
  function enhance(root) {
    all('[data-needs-script]', root).forEach((part) => { part.hidden = false; });
    all('[data-send]', root).forEach((button) => { button.hidden = true; });
    all('[data-phrases], [data-more], [data-less], [data-print]', root).forEach((item) => { item.hidden = false; });
    all('[data-charges]', root).forEach((group) => {
      const empty = all('.lb-charge', group).filter((row) => all('input', row).every((input) => !input.value));
      empty.slice(1).forEach((row) => row.remove());
      sum(group);
    });
    all('.appbuilder_date input', root).forEach((input) => {
      input.type = 'date';
      input.closest('.appbuilder_date').replaceWith(input);
    });
    if (!window.jQuery?.fn.select2) return;
    const language = { noResults: () => strings.none, searching: () => strings.searching, removeAllItems: () => strings.remove, removeItem: () => strings.remove };
    all('select.my_select2', root).filter((select) => select.multiple || select.options.length > 10).forEach((select) => {
      window.jQuery(select).select2({ placeholder: strings.select, allowClear: !select.required, language, width: '100%' });
      select.nextElementSibling?.querySelector('.select2-search__field')?.setAttribute('aria-label', select.labels[0]?.textContent.trim() ?? strings.select);
    });
  }
  enhance(document);
  if (!narrow.matches && !document.querySelector('[data-focus]')) document.querySelector('.lb-form--paper input:not([type=hidden])')?.focus();
  on('click', '[data-account]', (event, button) => {
    const form = document.getElementById('login');
    form.username.value = button.dataset.account;
    form.password.value = button.closest('[data-password]').dataset.password;
    form.querySelector('button').focus();
  });
})();
