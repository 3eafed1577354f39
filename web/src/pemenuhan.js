// The tree beside a provision stays where it is when scripts swap the panes: the mark moves to the link that was followed.
(function () {
  'use strict';
  function mark() {
    var tree = document.getElementById('pohon');
    if (!tree) return;
    tree.querySelectorAll('a[aria-current]').forEach(function (a) { a.removeAttribute('aria-current'); });
    tree.querySelectorAll('nav a').forEach(function (a) {
      if (a.pathname !== location.pathname) return;
      a.setAttribute('aria-current', 'page');
      for (var d = a.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
      a.scrollIntoView({ block: 'nearest' });
    });
  }
  document.addEventListener('htmx:pushedIntoHistory', mark);
  // Whoever reads by ear is told that another provision stands there now.
  document.addEventListener('htmx:afterSettle', function (ev) {
    if (ev.target.id !== 'ketentuan') return;
    ev.target.setAttribute('tabindex', '-1');
    ev.target.focus({ preventScroll: true });
  });
  var here = document.querySelector('#pohon a[aria-current]'), box = document.getElementById('pohon');
  if (here && box) box.scrollTop = Math.max(0, here.offsetTop - box.clientHeight / 2);
})();
