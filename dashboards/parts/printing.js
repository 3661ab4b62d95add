/* Before a page is printed, each drawing learns by how much it is to be made smaller for the sheet,
   which base.css then does: Plotly draws for the width of the screen and is not asked again. */
addEventListener("beforeprint", () => {
  const sheet = getComputedStyle(document.body).getPropertyValue("--sheet");
  for (const drawing of document.querySelectorAll(".js-plotly-plot, .drawing")) {
    const width = drawing.scrollWidth || 1;
    drawing.style.setProperty("--to-sheet", Math.min(1, parseFloat(sheet) / width));
  }
});
