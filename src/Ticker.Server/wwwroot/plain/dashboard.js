// Where the dashboard is, or why this server has none: the build wrote it beside this page.
const place = document.getElementById('dashboard');
const why = (await (await fetch('dashboard.txt')).text()).trim();
if (why) {
  place.textContent = `This is the plain board: the server was built without its dashboard (${why}). With Node.js 20.19 or later, "dotnet build src/Ticker.Server" adds it.`;
} else {
  const link = document.createElement('a');
  link.href = '/';
  link.textContent = 'Dashboard';
  place.replaceChildren(link);
}
place.hidden = false;
