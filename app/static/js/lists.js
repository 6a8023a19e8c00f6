/* Lists: what the ticked rows allow, and relations that are looked up while they are typed. */
(() => {
  'use strict';
  const FEW = 4;
  const make = (tag, values, ...inside) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...inside);
    return made;
  };
  const later = (wait, handler) => {
    let timer;
    return (...given) => { clearTimeout(timer); timer = setTimeout(() => handler(...given), wait); };
  };

  /* ---- buttons of what some of the ticked rows allow, with how many do ---- */
  const button = (one) => make('button', { className: 'btn btn-default btn-sm', name: 'ask', value: one.verb }, `${one.label} (${one.count})`);
  const folded = (verbs, form) => {
    const items = verbs.map((one) => make('li', {}, button(one)));
    const menu = make('details', {}, make('summary', { className: 'btn btn-default btn-sm' }, form.dataset.more), make('ul', {}, ...items));
    menu.dataset.menu = '';
    return menu;
  };
  const draw = (verbs, form) => {
    const some = verbs.length > FEW + 1 ? verbs.slice(0, FEW) : verbs;
    const rest = verbs.slice(some.length);
    const place = form.querySelector('[data-buttons]');
    place.replaceChildren(...some.map((one) => button(one)), ...(rest.length ? [folded(rest, form)] : []));
    if (!verbs.length) place.append(make('span', { className: 'lb-muted' }, form.dataset.none));
  };
  const choose = (form, chosen) => {
    const choice = form.querySelector('[data-choice]');
    choice.hidden = !chosen;
    choice.querySelector('select').disabled = !chosen;
  };
  document.querySelectorAll('[data-offered]').forEach((form) => {
    const list = form.closest('[data-list]');
    let turn = 0;
    const ask = later(120, async () => {
      const ids = [...list.querySelectorAll('[data-check]:checked')].map((box) => box.value);
      const mine = ++turn;
      const whole = form.querySelector('[data-whole]')?.checked;
      const about = whole ? { whole: form.elements.query.value } : { ids: ids.join(',') };
      if (!ids.length) { form.querySelector('[data-buttons]').replaceChildren(); return; }
      try {
        const answer = await fetch(`${form.dataset.offered}?${new URLSearchParams(about)}`);
        if (!answer.ok) throw new Error(answer.status);
        const { result } = await answer.json();
        if (mine === turn) { choose(form, false); draw(result, form); }
      } catch { choose(form, true); }
    });
    choose(form, false);
    list.addEventListener('change', (event) => { if (event.target.matches('[data-check], [data-check-all], [data-whole]')) ask(); });
    ask();
  });

  /* ---- a table that is no wider than its place needs none of its own to scroll in: its head sticks to the page ---- */
  const fit = new ResizeObserver((changes) => changes.forEach(({ target }) => {
    const place = target.closest('.lb-scroll');
    place.toggleAttribute('data-fits', target.offsetWidth <= place.offsetWidth);
  }));
  document.querySelectorAll('.lb-card--list .lb-scroll > table').forEach((table) => fit.observe(table));

  /* ---- of many tabs the one that is open stays in sight ---- */
  const bar = document.querySelector('.lb-tabs ul');
  const tab = bar?.querySelector('[aria-current]');
  if (tab) bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;

  /* ---- relations: the id of what was chosen is sent, else what was typed ---- */
  document.querySelectorAll('[data-lookup]').forEach((input) => {
    const known = new Map([[input.value, input.dataset.value]]);
    const sent = make('input', { type: 'hidden', name: input.name, value: input.dataset.value });
    const settle = () => { sent.value = known.get(input.value) ?? input.value; };
    input.removeAttribute('name');
    input.after(sent);
    const look = later(150, async () => {
      const typed = input.value.trim();
      if (!typed || known.has(typed)) return;
      const url = new URL(input.dataset.lookup, location.href);
      url.searchParams.set('q', typed);
      try {
        const { result } = await (await fetch(url)).json();
        result.forEach((one) => known.set(one.label, one.value));
        input.list.replaceChildren(...result.map((one) => make('option', { value: one.label })));
        settle();
      } catch { /* what was typed is sent as it is */ }
    });
    input.addEventListener('input', () => { settle(); look(); });
    input.addEventListener('change', settle);
  });
})();
