/* Forms: typing a third value chooses it. Everything works without. */
(() => {
  'use strict';
  document.addEventListener('input', (event) => {
    const name = event.target.closest?.('[data-other]')?.dataset.other;
    const pick = name && event.target.form.querySelector(`input[name="${CSS.escape(name)}"][value=other]`);
    if (pick) pick.checked = true;
  });
})();
