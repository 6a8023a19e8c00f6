/* An import under way: its bar asks again by itself; when the worker is through, the page shows what came of it. */
(() => {
  'use strict';
  const watch = (part) => setTimeout(async () => {
    try {
      const answer = await (await fetch(part.dataset.intake)).text();
      const fresh = new DOMParser().parseFromString(answer, 'text/html').querySelector('[data-part]');
      if (!fresh?.dataset.intake) { location.reload(); return; }
      part.replaceWith(fresh);
      watch(fresh);
    } catch { watch(part); }
  }, 1000);
  document.querySelectorAll('[data-intake]').forEach(watch);
})();
