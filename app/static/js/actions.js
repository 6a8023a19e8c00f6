/* Dialogs of actions: what will happen is asked for anew while one types. */
(() => {
  'use strict';
  const WAIT = 400;
  const timers = new WeakMap();
  let turn = 0;
  const ask = async (form) => {
    const old = form.querySelector('[data-foretold]');
    if (!old) return;
    const body = new FormData(form);
    [...body].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
    body.set('preview', 'part');
    const mine = ++turn;
    old.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(form.getAttribute('action'), { method: 'POST', body });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.querySelector('[data-foretold]');
      if (fresh && mine === turn && old.isConnected) old.replaceWith(fresh);
    } catch { /* the server says it again when the form is sent */ } finally { old.removeAttribute('aria-busy'); }
  };
  const later = (event) => {
    const form = event.target.closest?.('form[data-action-form]');
    if (!form?.querySelector('[data-foretold]')) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => ask(form), WAIT));
  };
  document.addEventListener('input', later);
  document.addEventListener('change', later);
})();
