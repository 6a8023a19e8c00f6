/* Forms: doubles told, a pasted row, and a third value chosen by typing it. Everything works without. */
(() => {
  'use strict';
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
