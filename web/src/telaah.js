// The table of a review: sums follow what is typed, arrow keys go from row to row within a column. Saving works without it.
(function () {
  'use strict';
  function number(text) {
    var s = text.replace(/[^0-9,-]/g, '').split(',')[0];
    return s && s !== '-' ? parseInt(s, 10) || 0 : 0;
  }
  function rupiah(n) { return 'Rp ' + String(n).replace(/\B(?=(\d{3})+(?!\d))/g, '.'); }

  function total(table, field, group) {
    var sum = 0;
    table.querySelectorAll('input[data-bidang="' + field + '"]').forEach(function (box) {
      if (group === '0' || box.getAttribute('data-kelompok') === group) sum += number(box.value);
    });
    return sum;
  }
  document.addEventListener('input', function (ev) {
    var box = ev.target, field = box.getAttribute && box.getAttribute('data-bidang'), table = field && box.closest('[data-telaah]');
    if (!table) return;
    table.querySelectorAll('output[data-jumlah="' + field + '"]').forEach(function (out) {
      var money = out.textContent.trim().indexOf('Rp') === 0, sum = total(table, field, out.getAttribute('data-kelompok'));
      out.textContent = money ? rupiah(sum) : String(sum);
    });
  });
  document.addEventListener('keydown', function (ev) {
    var box = ev.target, field = box.getAttribute && box.getAttribute('data-bidang'), table = field && box.closest('[data-telaah]'), all, at;
    if (!table || box.tagName !== 'INPUT' || ev.altKey || ev.ctrlKey || ev.metaKey) return;
    if (ev.key !== 'ArrowDown' && ev.key !== 'ArrowUp' && ev.key !== 'Enter') return;
    all = Array.from(table.querySelectorAll('input[data-bidang="' + field + '"]'));
    at = all.indexOf(box) + (ev.key === 'ArrowUp' || (ev.key === 'Enter' && ev.shiftKey) ? -1 : 1);
    ev.preventDefault();
    if (all[at]) { all[at].focus(); all[at].select(); }
  });
})();
