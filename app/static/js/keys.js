/* Single keys, as the server declares them (app/console/help/shortcuts.py); what they open the browser opens. */
(() => {
  'use strict';
  const declared = new Map(JSON.parse(document.body.dataset.shortcuts || '[]').map((one) => [one.keys, one]));
  const PATIENCE = 1500;
  const seen = (selector) => [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
  const ROW = 'main tbody tr';
  const doorOf = (row) => row.querySelector('a.lb-row-link') ?? row.querySelector('a[href]');
  const rows = () => [...document.querySelectorAll(ROW)].filter((row) => row.checkVisibility() && doorOf(row));
  let last = null;
  const here = () => document.activeElement.closest?.(ROW) ?? (last?.isConnected ? last : null);
  const walk = (step) => {
    const all = rows();
    const at = all.indexOf(here());
    const row = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (!row) return;
    last = row;
    doorOf(row).focus();
    row.scrollIntoView({ block: 'nearest' });
  };
  /* A link that only opens something is followed; what would change a case gets the focus and waits for Enter. */
  const begin = (control) => {
    if (control?.matches('a')) control.click();
    else control?.focus();
  };
  const commands = {
    palette: () => document.querySelector('[data-palette]')?.click(),
    find: () => { const box = seen('#lb-find') ?? seen('main input[type=search]'); box?.focus(); box?.select(); },
    overview: () => document.querySelector('[data-overview]').click(),
    next: () => walk(1),
    previous: () => walk(-1),
    tick: () => here()?.querySelector('[data-check]')?.click(),
    act: () => {
      const ticked = document.querySelector('[data-check]:checked');
      begin((ticked && seen('[data-bulk] .btn')) ?? seen('.lb-actions__open .btn-primary') ?? seen('main .lb-head__tools .btn-primary'));
    },
    edit: () => begin(here()?.querySelector('.lb-ops a') ?? seen('main .lb-actions a[data-verb=amend]') ?? seen('main .lb-showbar .btn-primary') ?? seen('main .lb-head__tools a[href*="/edit"]')),
  };

  const TYPED = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])';
  const answer = (key) => {
    const found = declared.get(key);
    if (!found) return false;
    if (found.url) location.assign(found.url);
    else commands[found.does]();
    return true;
  };
  let begun = '';
  let forget = 0;
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      if (answer(`Ctrl+${event.key.toLowerCase()}`)) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !'jk'.includes(event.key)) return;
    if (document.body.dataset.keys === 'off' || event.target.matches(TYPED)) return;
    const sequence = begun ? `${begun} ${event.key}` : event.key;
    clearTimeout(forget);
    begun = '';
    if (answer(sequence)) event.preventDefault();
    else if ([...declared.keys()].some((keys) => keys.startsWith(`${event.key} `))) {
      begun = event.key;
      forget = setTimeout(() => { begun = ''; }, PATIENCE);
    }
  });
})();
