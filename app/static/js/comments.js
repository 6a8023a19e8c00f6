/* Mentions: after an @ the box of a comment is a combobox (WAI-ARIA) of the people who may be told.
   Who stands in the text by name is sent as mentioned; without this script the action's page asks. */
(() => {
  'use strict';
  const form = document.querySelector('form[data-mentions]');
  if (!form) return;
  const box = form.querySelector('textarea');
  const list = form.querySelector('[role=listbox]');
  const said = form.querySelector('[aria-live]');
  const MOST = 8;
  const BEGUN = /(?:^|[^\w.@\uFF20])[@\uFF20]([^\s@\uFF20]{0,20})$/;
  let people = [];
  let asked = null;
  const say = (words) => { said.hidden = false; if (said.textContent !== words) said.textContent = words; };
  const load = () => {
    asked ??= fetch(form.dataset.mentions)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((told) => { people = told.result; tell(); })
      .catch(() => { asked = null; say(JSON.parse(document.body.dataset.strings).failed); });
    return asked;
  };
  /* Long names first: a name may begin with another one. */
  const mentioned = () => {
    let text = box.value.replaceAll('\uFF20', '@');
    return [...people].sort((one, two) => two.name.length - one.name.length).filter((one) => {
      const there = text.includes(`@${one.name}`);
      text = text.replaceAll(`@${one.name}`, ' ');
      return there;
    });
  };
  const tell = () => {
    const names = mentioned().map((one) => one.name);
    const listed = new Intl.ListFormat(document.documentElement.lang).format(names);
    say(names.length ? form.dataset.told.replace('{}', () => listed) : form.dataset.begin);
  };
  const options = () => [...list.children];
  const chosen = () => list.querySelector('[aria-selected=true]');
  const choose = (option) => {
    options().forEach((one) => one.setAttribute('aria-selected', String(one === option)));
    box.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  };
  const ROLE = { role: 'combobox', 'aria-expanded': 'true', 'aria-autocomplete': 'list', 'aria-controls': list.id };
  const close = () => {
    if (list.hidden) return;
    list.hidden = true;
    [...Object.keys(ROLE), 'aria-activedescendant'].forEach((name) => box.removeAttribute(name));
    tell();
  };
  const begun = () => (box.selectionStart === box.selectionEnd ? BEGUN.exec(box.value.slice(0, box.selectionStart)) : null);
  const draw = (found) => {
    list.replaceChildren(...found.map((one, at) => {
      const option = Object.assign(document.createElement('li'), { id: `lb-mention-${at}`, textContent: one.name });
      option.setAttribute('role', 'option');
      option.dataset.name = one.name;
      option.append(Object.assign(document.createElement('small'), { textContent: one.hint }));
      return option;
    }));
    list.hidden = false;
    Object.entries(ROLE).forEach(([name, value]) => box.setAttribute(name, value));
    say(form.dataset.count.replace('{}', String(found.length)));
    choose(list.firstElementChild);
    list.scrollIntoView({ block: 'nearest' });
  };
  const look = async () => {
    if (begun()) await load();
    const word = begun()?.[1].toLowerCase();
    const found = word === undefined || document.activeElement !== box ? []
      : people.filter((one) => one.name.toLowerCase().includes(word) || one.letters.startsWith(word)).slice(0, MOST);
    if (found.length) draw(found);
    else { close(); tell(); }
  };
  const take = (option) => {
    const [, word] = begun() ?? [, ''];
    const end = box.selectionStart;
    box.setRangeText(`@${option.dataset.name} `, end - word.length - 1, end, 'end');
    close();
    box.dispatchEvent(new Event('input', { bubbles: true }));
  };
  box.addEventListener('input', (event) => { if (!event.isComposing) look(); });
  box.addEventListener('compositionend', look);
  box.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing || event.keyCode === 229) return;
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    else if (event.key === 'Enter' || event.key === 'Tab') take(chosen());
    else if (event.key === 'Escape') close();
    else { if (event.key.startsWith('Arrow')) close(); return; }
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener('blur', close);
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => { const option = event.target.closest('[role=option]'); if (option) take(option); });
  form.addEventListener('formdata', (event) => mentioned().forEach((one) => event.formData.append('mentions', one.id)));
  if (/[@\uFF20]/.test(box.value)) load();
  else tell();
})();
