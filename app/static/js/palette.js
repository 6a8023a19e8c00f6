/* The palette: a combobox with a list (WAI-ARIA), answered by the server; opened by its button or Ctrl+K. */
(() => {
  'use strict';
  const dialog = document.getElementById('lb-palette');
  const [box, said, list] = dialog.children;
  const make = (tag, values, ...inside) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...inside);
    return made;
  };
  const options = () => [...list.querySelectorAll('[role=option]')];
  const choose = (option) => {
    options().forEach((one) => one.setAttribute('aria-selected', String(one === option)));
    if (!option) { box.removeAttribute('aria-activedescendant'); return; }
    box.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  };
  const chosen = () => list.querySelector('[aria-selected=true]');
  const draw = (groups) => {
    let at = 0;
    list.replaceChildren(...groups.map((group, place) => {
      const name = make('p', { id: `lb-palette-${place}`, className: 'lb-menu__title', textContent: group.label });
      name.setAttribute('role', 'presentation');
      const answers = group.answers.map((one) => {
        const option = make('a', { href: one.url, id: `lb-answer-${at++}`, tabIndex: -1 }, make('span', { textContent: one.label }), make('small', { textContent: one.hint }));
        option.setAttribute('role', 'option');
        return option;
      });
      const part = make('div', {}, name, ...answers);
      part.setAttribute('role', 'group');
      part.setAttribute('aria-labelledby', name.id);
      return part;
    }));
    list.hidden = at === 0;
    box.setAttribute('aria-expanded', String(at > 0));
    said.textContent = dialog.dataset.said.replace('{}', String(at));
    choose(options()[0]);
  };
  let turn = 0;
  let timer = 0;
  let pending = false;
  let awaited = false;
  const ask = async () => {
    const mine = ++turn;
    let groups = null;
    try {
      const answer = await fetch(`${dialog.dataset.answers}?${new URLSearchParams({ q: box.value.trim() })}`);
      if (answer.ok) groups = (await answer.json()).result;
    } catch { /* told below */ }
    if (mine !== turn) return;
    draw(groups ?? []);
    if (!groups) said.textContent = JSON.parse(document.body.dataset.strings).failed;
    pending = false;
    if (awaited) chosen()?.click();
  };
  /* Enter before the answer has come waits for it: never opens what was found for other words. */
  const later = (wait) => {
    clearTimeout(timer);
    turn += 1;
    [pending, awaited] = [true, false];
    timer = setTimeout(ask, wait);
  };
  box.addEventListener('input', (event) => { if (!event.isComposing) later(150); });
  box.addEventListener('compositionend', () => later(0));
  box.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) {
      event.preventDefault();
      choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (pending) awaited = true;
      else chosen()?.click();
    }
  });
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  document.querySelectorAll('[data-palette]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => {
      box.value = '';
      draw([]);
      said.textContent = '';
      dialog.showModal();
      later(0);
    });
  });
})();
