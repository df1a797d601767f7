/** The band of a rehearsal above everything that a page may put in front of it: in the browser's top layer. */

const band = document.querySelector(".rehearsal-band");
if (band instanceof HTMLElement && "showPopover" in band) band.showPopover();
