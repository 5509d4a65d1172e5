"use strict";
// A filter is the page's fragment: links set it, the form changes it, and either way the page follows.
// `show` is given what is wanted, as pairs of a control's name and its value; what is given back says that the form
// has changed.
const followed = (form, show) => {
  const controls = [...form.elements].filter((control) => control.name);
  const wanted = () => controls.filter((control) => control.value).map((control) => [control.name, control.value]);

  const follow = () => {
    const told = new URLSearchParams(location.hash.slice(1));
    for (const control of controls) {
      control.value = told.get(control.name) ?? "";
      if (control.selectedIndex === -1) control.value = "";
    }
    show(wanted());
    if (controls.some((control) => told.has(control.name))) form.scrollIntoView();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", follow);
  form.hidden = false;
  follow();

  return () => {
    history.replaceState(null, "", `#${new URLSearchParams(wanted())}`);
    show(wanted());
  };
};
