// Shortens ways; every page works without it. No inline code, no eval: the content security policy forbids both.
(function () {
  'use strict';
  var doc = document;

  function token() {
    var meta = doc.querySelector('meta[name="csrf"]');
    return meta ? meta.content : '';
  }
  doc.addEventListener('htmx:configRequest', function (ev) {
    ev.detail.headers['X-CSRF-Token'] = token();
    // Addresses stay short: an empty box of a filter means nothing.
    if (ev.detail.verb === 'get' && ev.detail.formData)
      Array.from(ev.detail.formData.keys()).forEach(function (key) {
        if (ev.detail.formData.getAll(key).every(function (v) { return v === ''; })) ev.detail.formData.delete(key);
      });
  });

  // Long lists become searchable; those with an address ask the server as one types.
  function enhance(select) {
    var url = select.getAttribute('data-pilih-url'), options = {
      allowEmptyOption: !select.multiple, maxOptions: 400, plugins: {},
      render: { no_results: function () { return note('Tidak ada yang cocok.'); } }
    };
    if (select.tomselect) return;
    if (url) {
      options.valueField = 'id'; options.labelField = 'judul'; options.searchField = [];
      options.load = function (words, done) {
        var box = this, asked = box.asked = words;
        function answer(found) {
          var open = box.isOpen;
          if (asked !== box.asked || !found) { delete box.loadedSearches[asked]; done(); } // a newer question is under way, or none was answered
          else { box.clearOptions(); done(found); }
          if (!open) box.close(); // chosen or left while the answer was on its way
        }
        fetch(url + (url.indexOf('?') < 0 ? '?' : '&') + 'cari=' + encodeURIComponent(words),
              { headers: { Accept: 'application/json' } })
          .then(function (r) { return r.ok ? r.json() : {}; })
          .then(function (j) { answer(j.hasil); }, function () { answer(); });
      };
      options.shouldLoad = function (words) { return words.length > 1; };
      options.score = function (words) { return function (item) { return words && item.id === '' ? 0 : 1; }; };
      var plain = doc.getElementById(select.id + '-tulis');
      if (plain) plain.hidden = true;
    }
    var label = doc.querySelector('label[for="' + select.id + '"]');
    var made = new TomSelect(select, options);
    // Once closed it stays closed: neither what was typed before nor the focus that opening asks for later opens it again.
    made.on('dropdown_close', function () {
      window.clearTimeout(made.refreshTimeout);
      made.settings.openOnFocus = false;
      window.setTimeout(function () { made.settings.openOnFocus = true; }, 0);
    });
    select.setAttribute('aria-hidden', 'true');
    if (label) { label.id = label.id || select.id + '-label'; made.control_input.setAttribute('aria-labelledby', label.id); }
    if (select.getAttribute('aria-describedby')) made.control_input.setAttribute('aria-describedby', select.getAttribute('aria-describedby'));
  }
  function note(words) {
    var el = doc.createElement('div');
    el.className = 'no-results';
    el.textContent = words;
    return el;
  }

  // A reference to any register: which register is chosen first, then the record in it.
  function anyRef(box) {
    var reg = box.querySelector('[data-register]'), select = box.querySelector('[data-pilih-url]');
    if (!reg || !select || !select.tomselect) return;
    reg.addEventListener('change', function () {
      select.setAttribute('data-pilih-url', '/r/' + encodeURIComponent(reg.value) + '/pilih');
      var ts = select.tomselect;
      ts.clear(); ts.clearOptions();
      ts.destroy(); enhance(select);
    });
  }

  function start(root) {
    root.querySelectorAll('select[data-pilih]').forEach(enhance);
    root.querySelectorAll('[data-rujukan-bebas]').forEach(anyRef);
  }
  start(doc);
  doc.addEventListener('htmx:load', function (ev) { start(ev.detail.elt); });

  // Leaving a form with unsaved words asks first.
  var dirty = false;
  doc.addEventListener('input', function (ev) {
    if (ev.target.form && ev.target.form.hasAttribute('data-jaga')) dirty = true;
  });
  doc.addEventListener('submit', function (ev) {
    var words = ev.submitter && ev.submitter.getAttribute('data-tanya') || ev.target.getAttribute('data-tanya');
    if (words && !window.confirm(words)) { ev.preventDefault(); return; }
    dirty = false;
    if (ev.target.method !== 'post') return;
    // A second press of the same button would only meet its own traces.
    if (ev.target.hasAttribute('data-terkirim')) { ev.preventDefault(); return; }
    ev.target.setAttribute('data-terkirim', '');
    window.setTimeout(function () { ev.target.removeAttribute('data-terkirim'); }, 5000);
  });
  window.addEventListener('beforeunload', function (ev) {
    if (dirty) { ev.preventDefault(); ev.returnValue = ''; }
  });

  doc.addEventListener('click', function (ev) {
    var button = ev.target.closest('[data-salin]');
    if (button) {
      navigator.clipboard.writeText(button.getAttribute('data-salin')).then(function () {
        var said = button.querySelector('[data-salin-kata]') || button;
        said.textContent = 'Tersalin';
      });
      return;
    }
    if (ev.target.closest('[data-cetak]')) window.print();
    // Open drop-downs close when one presses beside them.
    doc.querySelectorAll('details.akun[open]').forEach(function (d) {
      if (!d.contains(ev.target)) d.open = false;
    });
  });
  doc.addEventListener('keydown', function (ev) {
    if (ev.key === 'Escape') doc.querySelectorAll('details.akun[open]').forEach(function (d) {
      d.open = false;
      d.querySelector('summary').focus();
    });
  });
  // The summary of mistakes is read first.
  var wrong = doc.getElementById('galat');
  if (wrong) wrong.focus();
  doc.querySelectorAll('[data-js]').forEach(function (el) { el.hidden = false; });
})();
