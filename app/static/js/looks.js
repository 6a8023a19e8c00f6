/* Light or dark, usual or large, single keys or none: changed in place, so that nothing typed on the page is lost. */
(() => {
  'use strict';
  const media = { system: 'screen and (prefers-color-scheme: dark)', light: 'not all', dark: 'screen' };
  document.addEventListener('submit', async (event) => {
    const form = event.target.closest('[data-looks]');
    if (!form || !event.submitter) return;
    event.preventDefault();
    const { name, value } = event.submitter;
    const body = new FormData(form);
    body.set(name, value);
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
    if (answer.type !== 'opaqueredirect') { location.reload(); return; }
    if (name === 'theme') document.querySelector('[data-dark]').media = media[value];
    else if (name === 'keys') document.body.dataset.keys = value;
    else document.documentElement.classList.toggle('is-large', value === 'large');
    form.querySelectorAll(`[name=${name}]`).forEach((button) => {
      button.disabled = false;
      button.setAttribute('aria-pressed', String(button.value === value));
    });
  });
})();
